"""Refresh tokens rotate; whoever uses an old one ends the family (RFC 9700 §4.14.2)."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.ids import ClientId
from idp.protocol.errors import (
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    InvalidTokenError,
)
from idp.storage import Statement
from tests.conftest import TestClock, register
from tests.relying_party import RelyingParty, claims_of, post


def test_each_use_gives_a_new_token(relying_party: RelyingParty) -> None:
    first = relying_party.tokens()["refresh_token"]
    second = relying_party.refresh(first)["refresh_token"]
    third = relying_party.refresh(second)["refresh_token"]
    assert len({first, second, third}) == 3


def test_a_lost_answer_is_given_again_within_ten_seconds(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    first = relying_party.tokens()["refresh_token"]
    second = relying_party.refresh(first)["refresh_token"]
    clock.advance(10)
    assert relying_party.refresh(first)["refresh_token"] == second
    assert relying_party.refresh(second)["refresh_token"]


def test_after_ten_seconds_the_predecessor_ends_the_family(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    first = relying_party.tokens()["refresh_token"]
    answer = relying_party.refresh(first)
    clock.advance(11)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(first)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(answer["refresh_token"])
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(answer["access_token"])


def test_an_older_token_ends_the_family_even_within_the_grace(relying_party: RelyingParty) -> None:
    first = relying_party.tokens()["refresh_token"]
    third = relying_party.refresh(relying_party.refresh(first)["refresh_token"])["refresh_token"]
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(first)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(third)


def test_another_client_neither_uses_a_token_nor_ends_its_family(
    relying_party: RelyingParty,
) -> None:
    client = replace(relying_party.client, id=ClientId("another"))
    secret = register(relying_party.provider, client).secret
    other = replace(relying_party, client=client, secret=secret)
    token = relying_party.tokens()["refresh_token"]
    with pytest.raises(InvalidGrantError):
        other.refresh(token)
    assert relying_party.refresh(token)["access_token"]


def test_a_family_ends_thirty_days_after_the_sign_in_however_often_it_is_used(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    token = relying_party.tokens()["refresh_token"]
    for _ in range(3):
        clock.advance(minutes=10 * 24 * 60 - 1)
        token = relying_party.refresh(token)["refresh_token"]
    clock.advance(minutes=5)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(token)


def test_the_scope_may_only_shrink(relying_party: RelyingParty) -> None:
    token = relying_party.tokens(scope="openid offline_access")["refresh_token"]
    with pytest.raises(InvalidScopeError):
        relying_party.refresh(token, scope="openid email")
    narrowed = relying_party.refresh(token, scope="openid")
    assert narrowed["scope"] == "openid"
    assert relying_party.refresh(narrowed["refresh_token"])["scope"] == "openid offline_access"


def test_a_refused_scope_does_not_spend_the_token(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    token = relying_party.tokens()["refresh_token"]
    with pytest.raises(InvalidScopeError):
        relying_party.refresh(token, scope="openid gpi")
    clock.advance(60)
    assert relying_party.refresh(token)["refresh_token"] != token


def test_a_renewed_id_token_is_of_the_same_sign_in_without_its_nonce(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    tokens = relying_party.tokens()
    clock.advance(30)
    before = claims_of(tokens["id_token"])
    after = claims_of(relying_party.refresh(tokens["refresh_token"])["id_token"])
    for name in ("iss", "sub", "aud", "auth_time", "sid", "acr", "amr"):
        assert after[name] == before[name]
    assert after["iat"] == before["iat"] + 30
    assert "nonce" not in after


@pytest.mark.parametrize("part", [0, 1, 2])
def test_an_altered_token_is_unknown(relying_party: RelyingParty, part: int) -> None:
    token = relying_party.tokens()["refresh_token"]
    parts = token.split(".")
    parts[part] = "1" if part == 1 else parts[part][:-2] + "AB"
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(".".join(parts))
    assert relying_party.refresh(token)["access_token"]


def test_a_refresh_token_in_the_url_is_refused(relying_party: RelyingParty) -> None:
    token = relying_party.tokens()["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": relying_party.client.id}
    with pytest.raises(InvalidRequestError):
        relying_party.provider.protocol.token.answer(post(form, query=(("refresh_token", token),)))


def test_without_offline_access_there_is_none(relying_party: RelyingParty) -> None:
    assert "refresh_token" not in relying_party.tokens(scope="openid email")


def test_a_disabled_account_renews_nothing(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    tokens = relying_party.tokens()
    with provider.database.writing() as tx:
        session = provider.directory.sessions.find(tx, relying_party.session or "")
        assert session is not None
        provider.directory.accounts.disable(tx, session.account_id, actor="admin:a")
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(tokens["refresh_token"])
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(tokens["access_token"])


def changed_client(party: RelyingParty, **changes: Any) -> None:  # noqa: ANN401
    register(party.provider, replace(party.client, **changes))
    with party.provider.database.writing() as tx:
        # The secret that the portal knows; `register` made another.
        tx.run(
            Statement("UPDATE client_secret SET expires_at = NULL WHERE client_id = :id"),
            id=party.client.id,
        )
    party.provider.directory.clients.forget()


def test_a_scope_that_was_taken_from_the_client_is_renewed_no_more(
    relying_party: RelyingParty,
) -> None:
    token = relying_party.tokens(scope="openid email offline_access")["refresh_token"]
    changed_client(relying_party, scopes=("openid", "offline_access"))
    answer = relying_party.refresh(token)
    assert answer["scope"] == "openid offline_access"
    assert claims_of(answer["access_token"])["scope"] == "openid offline_access"
    with pytest.raises(InvalidScopeError):
        relying_party.refresh(answer["refresh_token"], scope="openid email")


@pytest.mark.parametrize("lost", [{"resources": ()}, {"scopes": ("openid",)}])
def test_a_client_that_lost_what_it_was_granted_renews_nothing(
    relying_party: RelyingParty, lost: dict[str, Any]
) -> None:
    meals = "https://meals.example.org/"
    changed_client(relying_party, resources=(meals,))
    token = relying_party.tokens(resource=meals)["refresh_token"]
    assert claims_of(relying_party.refresh(token)["access_token"])["aud"] == meals
    changed_client(relying_party, **{"resources": (meals,), **lost})
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(token)


def test_only_the_scope_offline_access_itself_outlives_a_sign_out(
    relying_party: RelyingParty,
) -> None:
    scopes = (*relying_party.client.scopes, "x.offline_access")
    client = replace(relying_party.client, scopes=scopes)
    party = replace(
        relying_party, client=client, secret=register(relying_party.provider, client).secret
    )
    online = party.tokens(scope="openid x.offline_access")["access_token"]
    offline = party.tokens(scope="openid offline_access")["access_token"]
    assert party.session
    party.provider.journeys.sign_out.sign_out(party.session)
    assert party.userinfo(offline)
    with pytest.raises(InvalidTokenError):
        party.userinfo(online)
