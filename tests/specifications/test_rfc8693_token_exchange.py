"""Token exchange (RFC 8693): narrower, for whom it is registered, never longer, never revived."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod
from idp.clients.checks import TOKEN_EXCHANGE, check_client
from idp.clients.registration import disable_client
from idp.errors import OperationError
from idp.ids import ClientId
from idp.protocol.errors import (
    InvalidRequestError,
    InvalidScopeError,
    InvalidTargetError,
    InvalidTokenError,
    ProtocolError,
    UnauthorizedClientError,
)
from idp.protocol.token.grants.token_exchange import ACCESS_TOKEN, ID_TOKEN
from tests.conftest import Parent, TestClock, register
from tests.key_holder import KeyHolder
from tests.relying_party import RelyingParty, claims_of, post

MEALS = "https://meals.example.org/"


@pytest.fixture
def party(relying_party: RelyingParty) -> RelyingParty:
    """The portal whose tokens are exchanged."""
    client = replace(relying_party.client, scopes=(*relying_party.client.scopes, "meals.read"))
    return replace(
        relying_party, client=client, secret=register(relying_party.provider, client).secret
    )


def exchanger(party: RelyingParty, **changes: Any) -> RelyingParty:  # noqa: ANN401
    client = replace(
        party.client,
        id=ClientId("exchanger"),
        grant_types=(TOKEN_EXCHANGE, "client_credentials"),
        scopes=("openid", "email", "meals.read"),
        token_exchange_audiences=(MEALS, "archive"),
        token_exchange_clients=(party.client.id,),
    )
    client = replace(client, **changes)
    return replace(party, client=client, secret=register(party.provider, client).secret)


def exchange(by: RelyingParty, token: str, **changes: str | None) -> dict[str, Any]:
    form = {
        "grant_type": TOKEN_EXCHANGE,
        "subject_token": token,
        "subject_token_type": ACCESS_TOKEN,
        "audience": MEALS,
    }
    return by.token(form, **changes)


def introspect(by: RelyingParty, token: str) -> dict[str, Any]:
    form = {"client_id": str(by.client.id), "client_secret": by.secret, "token": token}
    return by.provider.protocol.introspection.answer(post(form))


def granted(party: RelyingParty, **changes: str) -> dict[str, Any]:
    return party.tokens(**{"scope": "openid email meals.read", **changes})


def test_a_token_is_exchanged_for_a_narrower_one(party: RelyingParty, parent: Parent) -> None:
    first, by = granted(party), exchanger(party)
    answer = exchange(by, first["access_token"], scope="meals.read")
    claims = claims_of(answer["access_token"])
    assert answer["issued_token_type"] == ACCESS_TOKEN
    assert answer["token_type"] == "Bearer"
    assert "id_token" not in answer
    assert "refresh_token" not in answer
    assert (claims["sub"], claims["aud"]) == (parent.account.id, MEALS)
    assert (claims["client_id"], claims["scope"]) == ("exchanger", "meals.read")
    assert claims["auth_time"] == claims_of(first["access_token"])["auth_time"]
    assert "act" not in claims
    assert introspect(by, answer["access_token"])["active"]
    with pytest.raises(InvalidTokenError):
        by.userinfo(answer["access_token"])


def test_without_a_scope_it_has_what_both_may(party: RelyingParty) -> None:
    answer = exchange(exchanger(party), granted(party)["access_token"])
    assert answer["scope"] == "email meals.read"


def test_it_never_lives_longer_than_its_subject(party: RelyingParty, clock: TestClock) -> None:
    first, by = granted(party), exchanger(party)
    clock.advance(590)
    answer = exchange(by, first["access_token"])
    assert answer["expires_in"] == 10
    exp = claims_of(first["access_token"])["exp"]
    assert claims_of(answer["access_token"])["exp"] == exp
    clock.advance(10)
    with pytest.raises(InvalidRequestError):
        exchange(by, first["access_token"])


def test_what_ends_the_first_ends_the_second_and_prevents_a_third(party: RelyingParty) -> None:
    """As in CVE-2026-9097 of Casdoor, where revoked tokens came back to life."""
    first, by = granted(party), exchanger(party)
    answer = exchange(by, first["access_token"])
    form = {"client_id": str(party.client.id), "client_secret": party.secret}
    party.provider.protocol.revocation.answer(post({**form, "token": first["access_token"]}))
    assert introspect(by, answer["access_token"]) == {"active": False}
    for token in (first["access_token"], answer["access_token"]):
        with pytest.raises(InvalidRequestError):
            exchange(by, token)


def test_it_can_be_revoked_alone(party: RelyingParty) -> None:
    first, by = granted(party), exchanger(party)
    answer = exchange(by, first["access_token"])
    form = {"client_id": str(by.client.id), "client_secret": by.secret}
    by.provider.protocol.revocation.answer(post({**form, "token": answer["access_token"]}))
    assert introspect(by, answer["access_token"]) == {"active": False}
    with pytest.raises(InvalidRequestError):
        exchange(by, answer["access_token"])
    assert party.userinfo(first["access_token"])["sub"]


def test_a_disabled_account_ends_it(party: RelyingParty, parent: Parent) -> None:
    first, by = granted(party), exchanger(party)
    with party.provider.database.writing() as tx:
        party.provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    with pytest.raises(InvalidRequestError):
        exchange(by, first["access_token"])


def test_an_actor_is_named_and_the_chain_is_kept(party: RelyingParty, parent: Parent) -> None:
    first, by = granted(party), exchanger(party)
    own = by.token({"grant_type": "client_credentials"})["access_token"]
    named = {"actor_token": own, "actor_token_type": ACCESS_TOKEN}
    answer = exchange(by, first["access_token"], **named)
    assert claims_of(answer["access_token"])["act"] == {"sub": "exchanger"}
    assert introspect(by, answer["access_token"])["act"] == {"sub": "exchanger"}
    again = exchange(by, answer["access_token"], audience="archive", **named)
    claims = claims_of(again["access_token"])
    assert claims["act"] == {"sub": "exchanger", "act": {"sub": "exchanger"}}
    assert (claims["sub"], claims["aud"]) == (parent.account.id, "archive")
    kept = exchange(by, answer["access_token"], audience="archive")
    assert claims_of(kept["access_token"])["act"] == {"sub": "exchanger"}


def test_an_actor_is_the_client_s_own(party: RelyingParty) -> None:
    first, by = granted(party), exchanger(party)
    with pytest.raises(InvalidRequestError):
        exchange(
            by,
            first["access_token"],
            actor_token=first["access_token"],
            actor_token_type=ACCESS_TOKEN,
        )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"audience": None}, InvalidRequestError),
        ({"audience": "https://elsewhere.example.org/"}, InvalidTargetError),
        ({"resource": "https://elsewhere.example.org/"}, InvalidTargetError),
        ({"scope": "gpi.children"}, InvalidScopeError),
        ({"scope": "openid"}, InvalidScopeError),
        ({"scope": "meals.write"}, InvalidScopeError),
        ({"subject_token": None}, InvalidRequestError),
        ({"subject_token": "a.b.c"}, InvalidRequestError),
        ({"subject_token_type": None}, InvalidRequestError),
        ({"subject_token_type": ID_TOKEN}, InvalidRequestError),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"}, InvalidRequestError),
        ({"requested_token_type": ID_TOKEN}, InvalidRequestError),
        ({"actor_token": "x"}, InvalidRequestError),
        ({"actor_token_type": ACCESS_TOKEN}, InvalidRequestError),
        ({"actor_token": "x", "actor_token_type": ACCESS_TOKEN}, InvalidRequestError),
    ],
)
def test_a_bad_exchange_is_refused(
    party: RelyingParty, changes: dict[str, str | None], error: type[ProtocolError]
) -> None:
    with pytest.raises(error):
        exchange(exchanger(party), granted(party)["access_token"], **changes)


def test_only_tokens_of_named_clients_are_exchanged(party: RelyingParty) -> None:
    by = exchanger(party, token_exchange_clients=())
    with pytest.raises(UnauthorizedClientError):
        exchange(by, granted(party)["access_token"])


def test_a_client_that_is_not_registered_for_it_exchanges_nothing(party: RelyingParty) -> None:
    with pytest.raises(UnauthorizedClientError):
        exchange(party, granted(party)["access_token"])


def test_a_token_of_a_client_itself_is_nobody_s(party: RelyingParty) -> None:
    by = exchanger(party)
    own = by.token({"grant_type": "client_credentials"})["access_token"]
    with pytest.raises(InvalidRequestError):
        exchange(by, own)


def test_an_id_token_is_exchanged_where_the_registration_says_so(
    party: RelyingParty, clock: TestClock
) -> None:
    first = granted(party)
    with pytest.raises(InvalidRequestError):
        exchange(exchanger(party), first["id_token"], subject_token_type=ID_TOKEN)
    by = exchanger(party, token_exchange_id_tokens=True)
    answer = exchange(by, first["id_token"], subject_token_type=ID_TOKEN)
    assert introspect(by, answer["access_token"])["active"]
    with pytest.raises(InvalidRequestError):
        exchange(by, first["id_token"])
    with pytest.raises(InvalidRequestError):
        exchange(by, first["access_token"], subject_token_type=ID_TOKEN)
    clock.advance(600)
    with pytest.raises(InvalidRequestError):
        exchange(by, first["id_token"], subject_token_type=ID_TOKEN)


def test_a_bound_token_needs_its_key(party: RelyingParty) -> None:
    holder = KeyHolder(party.provider.settings.server.issuer, party.provider.clock)
    first = granted(replace(party, holder=holder))
    by = exchanger(party)
    with pytest.raises(InvalidRequestError):
        exchange(by, first["access_token"])
    other = KeyHolder(party.provider.settings.server.issuer, party.provider.clock)
    with pytest.raises(InvalidRequestError):
        exchange(replace(by, holder=other), first["access_token"])
    answer = exchange(replace(by, holder=holder), first["access_token"])
    assert answer["token_type"] == "DPoP"


def test_a_registration_says_for_whom_and_proves_itself(party: RelyingParty) -> None:
    client = exchanger(party).client
    check_client(client, 86_400)
    with pytest.raises(OperationError, match="token_exchange_audiences"):
        check_client(replace(client, token_exchange_audiences=()), 86_400)
    public = replace(client, token_endpoint_auth_method=AuthenticationMethod.NONE)
    with pytest.raises(OperationError, match="without authentication"):
        check_client(public, 86_400)


def test_the_tokens_of_a_disabled_client_end_with_it(party: RelyingParty) -> None:
    first, by = granted(party), exchanger(party, token_exchange_id_tokens=True)
    again = exchange(by, first["access_token"])["access_token"]
    assert introspect(by, again)["active"]
    provider = party.provider
    with provider.database.writing() as tx:
        now = provider.clock.seconds()
        disable_client(tx, party.client.id, disabled=True, now=now)
    provider.directory.clients.forget()
    assert introspect(by, again) == {"active": False}
    for token, kind in (
        (first["access_token"], ACCESS_TOKEN),
        (first["id_token"], ID_TOKEN),
        (again, ACCESS_TOKEN),
    ):
        with pytest.raises(InvalidRequestError):
            exchange(by, token, subject_token_type=kind)
