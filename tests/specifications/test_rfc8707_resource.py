"""Tokens for a resource open that resource alone (RFC 8707)."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.ids import ClientId
from idp.protocol.errors import InvalidTargetError, InvalidTokenError
from tests.conftest import register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, claims_of, fields, post

A, B, C = "https://a.example.org/api", "https://b.example.org", "urn:example:c"


@pytest.fixture
def asker(relying_party: RelyingParty) -> RelyingParty:
    """A client registered for two resources."""
    client = replace(
        relying_party.client,
        id=ClientId("asker"),
        resources=(A, B),
        grant_types=("authorization_code", "refresh_token", "client_credentials"),
    )
    return replace(
        relying_party, client=client, secret=register(relying_party.provider, client).secret
    )


def audience(answer: dict[str, Any]) -> object:
    return claims_of(answer["access_token"])["aud"]


def test_without_a_resource_a_token_is_for_us(asker: RelyingParty) -> None:
    assert audience(asker.tokens()) == asker.provider.settings.server.issuer


def test_a_token_is_for_the_resource_asked_for(asker: RelyingParty) -> None:
    assert audience(asker.tokens(resource=A)) == A
    answer = fields(asker.authorize(("resource", A), ("resource", B)))
    assert audience(asker.redeem(answer["code"])) == [A, B]


def test_a_token_for_a_resource_does_not_open_ours(asker: RelyingParty) -> None:
    with pytest.raises(InvalidTokenError):
        asker.userinfo(asker.tokens(resource=A)["access_token"])


def test_introspection_tells_what_it_is_for(asker: RelyingParty) -> None:
    token = asker.tokens(resource=B)["access_token"]
    form = {"client_id": asker.client.id, "client_secret": asker.secret, "token": token}
    assert asker.provider.protocol.introspection.answer(post(form))["aud"] == B


def test_the_token_request_may_ask_for_fewer(asker: RelyingParty) -> None:
    code = fields(asker.authorize(("resource", A), ("resource", B)))["code"]
    first = asker.redeem(code, resource=B)
    assert audience(first) == B
    second = asker.refresh(first["refresh_token"], resource=A)
    assert audience(second) == A
    assert audience(asker.refresh(second["refresh_token"])) == [A, B]


@pytest.mark.parametrize("resource", [B, C, "https://a.example.org/api/"])
def test_but_not_for_more_and_the_code_stays_good(asker: RelyingParty, resource: str) -> None:
    code = asker.code(resource=A)
    with pytest.raises(InvalidTargetError):
        asker.redeem(code, resource=resource)
    tokens = asker.redeem(code)
    with pytest.raises(InvalidTargetError):
        asker.refresh(tokens["refresh_token"], resource=resource)
    assert asker.refresh(tokens["refresh_token"])


@on_one_database
@pytest.mark.parametrize("resource", [C, "x", "https://a.example.org/api#f", f"{A} {B}", f"{A}\n"])
def test_what_is_not_registered_is_an_invalid_target(asker: RelyingParty, resource: str) -> None:
    assert fields(asker.authorize(resource=resource))["error"] == "invalid_target"
    form = {"grant_type": "client_credentials", "resource": resource}
    with pytest.raises(InvalidTargetError):
        asker.token(form)


@on_one_database
def test_a_client_of_its_own_asks_as_well(asker: RelyingParty) -> None:
    answer = asker.token({"grant_type": "client_credentials", "resource": A})
    assert audience(answer) == A
