"""What the FAPI 2.0 Security Profile asks of authorization requests (§5.3.2.2, RFC 9207)."""

import pytest
from msgspec.structs import replace

from idp.clients import Profile
from idp.clients.profiles import RULES
from idp.protocol.discovery import provider_metadata
from idp.protocol.errors import InvalidGrantError, InvalidScopeError
from idp.settings import Settings
from tests.conftest import TestClock
from tests.databases import ALGORITHMS, on_one_database
from tests.relying_party import RelyingParty, claims_of, fields, page
from tests.signing_party import SigningParty, signing_party

RULE = RULES[Profile.FAPI2]


@pytest.fixture
def party(relying_party: RelyingParty) -> SigningParty:
    """A client of the profile."""
    return signing_party(relying_party, Profile.FAPI2)


def opened(party: SigningParty, **changes: str | None) -> dict[str, str]:
    return fields(party.opens(party.push(**changes)["request_uri"]))


def test_the_profile_is_what_the_specification_says() -> None:
    assert RULE.response_types == ("code",)
    assert RULE.pkce_required
    assert RULE.pushed_request_required
    assert RULE.sender_constraint_required
    assert not RULE.refresh_rotates
    assert not RULE.endpoint_as_audience
    assert "RS256" not in RULE.algorithms
    assert RULE.longest_code_seconds <= 60


def test_discovery_announces_what_the_profile_needs() -> None:
    metadata = provider_metadata(ALGORITHMS, Settings())
    for kind in ("id_token", "token_endpoint_auth", "request_object", "authorization"):
        names = [name for name in metadata if name.startswith(f"{kind}_signing_alg")]
        assert {"PS256", "ES256", "EdDSA"} & {*metadata[names[0]]}, kind
    assert metadata["pushed_authorization_request_endpoint"] == f"{Settings().server.issuer}/par"
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert set(RULE.response_modes) <= set(metadata["response_modes_supported"])


@on_one_database
@pytest.mark.parametrize("changes", [{}, {"state": None}, {"nonce": None}, {"nonce": "n" * 64}])
def test_state_and_nonce_may_be_left_out(
    party: SigningParty, changes: dict[str, str | None]
) -> None:
    answer = opened(party, **changes)
    assert answer["code"]
    assert ("state" in answer) == ("state" not in changes)
    assert answer["iss"] == party.provider.settings.server.issuer


@on_one_database
def test_an_answer_may_be_signed(party: SigningParty) -> None:
    answer = opened(party, response_mode="jwt")
    assert claims_of(answer["response"])["code"]


@on_one_database
def test_a_code_lives_for_a_minute_whatever_the_settings_say(
    party: SigningParty, clock: TestClock
) -> None:
    code = opened(party)["code"]
    clock.advance(62)
    with pytest.raises(InvalidGrantError):
        party.redeems(code)


@on_one_database
def test_plain_oauth_needs_no_openid_and_gets_no_id_token(relying_party: RelyingParty) -> None:
    scopes = (*relying_party.client.scopes, "accounts")
    party = signing_party(relying_party, Profile.FAPI2, scopes=scopes)
    assert opened(party, scope="accounts", nonce=None)["code"]
    plain = signing_party(relying_party, Profile.DEFAULT, scopes=scopes)
    with pytest.raises(InvalidScopeError):
        plain.push(scope="accounts")


@on_one_database
def test_a_person_who_is_not_signed_in_meets_the_page(party: SigningParty) -> None:
    request_uri = party.push()["request_uri"]
    assert page(replace(party, session=None).opens(request_uri)) == "/connexion"
