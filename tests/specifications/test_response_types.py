"""What each response type brings, and how (OpenID Connect Core §3, Multiple Response Types)."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp._authlib import half_hash
from idp.clients import Profile
from idp.clients.profiles import RESPONSE_TYPES
from idp.ids import ClientId
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.protocol.errors import InvalidGrantError, InvalidTokenError
from tests.conftest import TestClock, register
from tests.databases import on_one_database
from tests.relying_party import Changes, RelyingParty, claims_of, fields

FRONT_CHANNEL = [each for each in RESPONSE_TYPES if each != "code"]
BROUGHT = {"code": "code", "id_token": "id_token", "token": "access_token"}


@pytest.fixture
def every_way(relying_party: RelyingParty) -> RelyingParty:
    """A client registered for every response type there is."""
    client = replace(
        relying_party.client,
        id=ClientId("every-way"),
        profile=Profile.LEGACY,
        grant_types=("authorization_code", "implicit", "refresh_token"),
        response_types=RESPONSE_TYPES,
    )
    registered = register(relying_party.provider, client)
    return replace(relying_party, client=client, secret=registered.secret)


@on_one_database
@pytest.mark.parametrize("response_type", RESPONSE_TYPES)
def test_each_word_brings_what_it_names(every_way: RelyingParty, response_type: str) -> None:
    answer = fields(every_way.authorize(response_type=response_type))
    brought = {BROUGHT[word] for word in response_type.split()}
    assert brought == answer.keys() & set(BROUGHT.values())
    assert answer["state"] == "the-state"
    assert answer["iss"] == every_way.provider.settings.server.issuer


@on_one_database
@pytest.mark.parametrize("response_type", [each for each in FRONT_CHANNEL if "id_token" in each])
def test_the_hashes_cover_what_comes_beside_the_token(
    every_way: RelyingParty, response_type: str
) -> None:
    answer = fields(every_way.authorize(response_type=response_type))
    claims = claims_of(answer["id_token"])
    assert claims["nonce"] == "the-nonce"
    for name, field in (("c_hash", "code"), ("at_hash", "access_token")):
        expected = half_hash(answer[field], "RS256") if field in answer else None
        assert claims.get(name) == expected


@on_one_database
@pytest.mark.parametrize("response_type", FRONT_CHANNEL)
def test_the_order_of_words_means_nothing(every_way: RelyingParty, response_type: str) -> None:
    backwards = " ".join(reversed(response_type.split()))
    assert fields(every_way.authorize(response_type=backwards)).keys() == (
        fields(every_way.authorize(response_type=response_type)).keys()
    )


@on_one_database
@pytest.mark.parametrize("response_type", FRONT_CHANNEL)
@pytest.mark.parametrize(
    ("mode", "carrier"), [(None, "fragment"), ("fragment", "fragment"), ("form_post", "form_post")]
)
def test_tokens_travel_by_fragment_or_form(
    every_way: RelyingParty, response_type: str, mode: str | None, carrier: str
) -> None:
    answer = every_way.authorize(response_type=response_type, response_mode=mode)
    assert isinstance(answer, AuthorizationResponse)
    assert answer.to.mode.carrier == carrier


@on_one_database
@pytest.mark.parametrize("response_type", FRONT_CHANNEL)
@pytest.mark.parametrize("mode", ["query", "query.jwt"])
def test_tokens_never_travel_in_a_query(
    every_way: RelyingParty, response_type: str, mode: str
) -> None:
    answer = every_way.authorize(response_type=response_type, response_mode=mode)
    assert isinstance(answer, AuthorizationResponse)
    assert dict(answer.fields)["error"] == "invalid_request"
    assert "#error=" in answer.location


@on_one_database
@pytest.mark.parametrize("response_type", FRONT_CHANNEL)
def test_a_nonce_is_needed_where_an_id_token_passes_through_the_browser(
    every_way: RelyingParty, response_type: str
) -> None:
    answer = fields(every_way.authorize(response_type=response_type, nonce=None))
    assert ("error" in answer) == ("id_token" in response_type)


def test_a_token_beside_a_code_works_at_once_and_is_short(
    every_way: RelyingParty, clock: TestClock
) -> None:
    answer = fields(every_way.authorize(response_type="code token"))
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == "300"
    assert answer["scope"] == "openid email offline_access"
    assert every_way.userinfo(answer["access_token"])["email"]
    clock.advance(300)
    with pytest.raises(InvalidTokenError):
        every_way.userinfo(answer["access_token"])


def test_a_code_that_comes_twice_ends_the_token_that_came_beside_it(
    every_way: RelyingParty,
) -> None:
    answer = fields(every_way.authorize(response_type="code id_token token"))
    every_way.redeem(answer["code"])
    with pytest.raises(InvalidGrantError):
        every_way.redeem(answer["code"])
    with pytest.raises(InvalidTokenError):
        every_way.userinfo(answer["access_token"])


@on_one_database
def test_without_a_code_nothing_lasts(every_way: RelyingParty) -> None:
    answer = fields(every_way.authorize(response_type="id_token token"))
    assert answer["scope"] == "openid email"
    assert every_way.userinfo(answer["access_token"])["email"]


@on_one_database
def test_an_id_token_that_comes_alone_holds_the_claims_of_its_scopes(
    every_way: RelyingParty,
) -> None:
    alone = claims_of(fields(every_way.authorize(response_type="id_token"))["id_token"])
    beside = claims_of(fields(every_way.authorize(response_type="id_token token"))["id_token"])
    assert alone["email"] == "marie.tremblay@exemple.quebec"
    assert "email" not in beside


@on_one_database
def test_both_id_tokens_of_the_hybrid_flow_name_the_same_person(every_way: RelyingParty) -> None:
    answer = fields(every_way.authorize(response_type="code id_token"))
    first, second = (
        claims_of(token)
        for token in (answer["id_token"], every_way.redeem(answer["code"])["id_token"])
    )
    for name in ("iss", "sub", "aud", "auth_time", "nonce", "sid"):
        assert first[name] == second[name]


@on_one_database
@pytest.mark.parametrize(
    ("changes", "profile"),
    [
        ({"response_types": ("code",)}, Profile.LEGACY),
        ({"grant_types": ("authorization_code",)}, Profile.LEGACY),
        ({}, Profile.DEFAULT),
    ],
)
def test_what_is_not_registered_or_not_allowed_is_refused(
    every_way: RelyingParty, changes: dict[str, Any], profile: Profile
) -> None:
    client = replace(every_way.client, id=ClientId("other"), profile=profile, **changes)
    register(every_way.provider, client)
    answer = fields(replace(every_way, client=client).authorize(response_type="id_token"))
    assert answer["error"] == "unauthorized_client"


@on_one_database
@pytest.mark.parametrize(
    "changes", [{"response_type": "id_token"}, {"response_type": "id_token token"}]
)
def test_no_challenge_is_needed_where_no_code_is_given(
    every_way: RelyingParty, changes: dict[str, Changes]
) -> None:
    answer = fields(every_way.authorize(code_challenge=None, code_challenge_method=None, **changes))
    assert answer["id_token"]
