"""Introspection and revocation: a client's own tokens, and nobody else's (RFC 7662, RFC 7009)."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients import Client
from idp.ids import ClientId
from idp.protocol.errors import InvalidRequestError, InvalidTokenError
from tests.conftest import TestClock, register
from tests.relying_party import RelyingParty, claims_of, post


def introspect(party: RelyingParty, token: str) -> dict[str, Any]:
    return party.provider.protocol.introspection.answer(post(signed(party, token)))


def revoke(party: RelyingParty, token: str) -> None:
    party.provider.protocol.revocation.answer(post(signed(party, token)))


def signed(party: RelyingParty, token: str) -> dict[str, str]:
    return {"client_id": party.client.id, "client_secret": party.secret, "token": token}


@pytest.fixture
def another(relying_party: RelyingParty) -> RelyingParty:
    """A second client of the same house."""
    client: Client = replace(relying_party.client, id=ClientId("another"))
    secret = register(relying_party.provider, client).secret
    return replace(relying_party, client=client, secret=secret)


def test_a_good_access_token_is_described(relying_party: RelyingParty) -> None:
    tokens = relying_party.tokens()
    answer = introspect(relying_party, tokens["access_token"])
    said = claims_of(tokens["access_token"])
    assert answer["active"] is True
    assert {name: answer[name] for name in ("sub", "exp", "iat", "jti", "scope", "client_id")} == {
        name: said[name] for name in ("sub", "exp", "iat", "jti", "scope", "client_id")
    }


def test_only_the_current_refresh_token_is_active(relying_party: RelyingParty) -> None:
    first = relying_party.tokens()["refresh_token"]
    assert introspect(relying_party, first)["active"] is True
    second = relying_party.refresh(first)["refresh_token"]
    assert introspect(relying_party, first) == {"active": False}
    assert introspect(relying_party, second)["active"] is True


@pytest.mark.parametrize("name", ["access_token", "refresh_token", "id_token"])
def test_another_clients_token_is_told_apart_from_nothing(
    relying_party: RelyingParty, another: RelyingParty, name: str
) -> None:
    token = relying_party.tokens()[name]
    assert introspect(another, token) == {"active": False}
    assert introspect(another, "x") == {"active": False}
    revoke(another, token)
    if name != "id_token":
        assert introspect(relying_party, token)["active"] is True


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_both(relying_party: RelyingParty, name: str) -> None:
    tokens = relying_party.tokens()
    revoke(relying_party, tokens[name])
    assert introspect(relying_party, tokens["access_token"]) == {"active": False}
    assert introspect(relying_party, tokens["refresh_token"]) == {"active": False}
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(tokens["access_token"])


def test_a_machines_token_can_be_revoked(relying_party: RelyingParty) -> None:
    client = replace(
        relying_party.client, id=ClientId("machine"), grant_types=("client_credentials",)
    )
    secret = register(relying_party.provider, client).secret
    machine = replace(relying_party, client=client, secret=secret)
    token = machine.token({"grant_type": "client_credentials"})["access_token"]
    assert introspect(machine, token)["active"] is True
    revoke(machine, token)
    assert introspect(machine, token) == {"active": False}


def test_an_expired_token_is_inactive(relying_party: RelyingParty, clock: TestClock) -> None:
    token = relying_party.tokens()["access_token"]
    clock.advance(600)
    assert introspect(relying_party, token) == {"active": False}


def test_a_token_must_be_named(relying_party: RelyingParty) -> None:
    with pytest.raises(InvalidRequestError):
        introspect(relying_party, "")
