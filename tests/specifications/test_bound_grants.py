"""Codes and refresh tokens that are good only with a key (RFC 9449 §5, §10; FAPI 2.0 §5.3.2)."""

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Profile
from idp.ids import ClientId
from idp.protocol.errors import (
    InvalidDpopProofError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidTokenError,
)
from idp.wiring import Provider
from tests.conftest import TestClock, register
from tests.key_holder import KeyHolder
from tests.relying_party import RelyingParty, claims_of, fields
from tests.signing_party import SigningParty, signing_party


@pytest.fixture
def fapi(relying_party: RelyingParty) -> SigningParty:
    """A client of the FAPI 2.0 profile, bound by DPoP."""
    return signing_party(relying_party, Profile.FAPI2)


@pytest.fixture
def other(provider: Provider) -> KeyHolder:
    """Somebody with another key."""
    return KeyHolder(provider.settings.server.issuer, provider.clock)


@pytest.fixture
def public(relying_party: RelyingParty, provider: Provider, other: KeyHolder) -> RelyingParty:
    """A client without a secret that binds its tokens to a key."""
    client = replace(
        relying_party.client,
        id=ClientId("public"),
        token_endpoint_auth_method=AuthenticationMethod.NONE,
    )
    register(provider, client)
    holder = KeyHolder(other.issuer, other.clock)
    return replace(relying_party, client=client, secret="", holder=holder)


def code_of(party: SigningParty, **changes: str | None) -> str:
    return fields(party.opens(party.push(**changes)["request_uri"]))["code"]


def test_a_code_asked_for_by_thumbprint_needs_that_key(
    relying_party: RelyingParty, other: KeyHolder
) -> None:
    holder = KeyHolder(other.issuer, other.clock)
    code = relying_party.code(dpop_jkt=holder.jkt)
    for wrong in (None, other):
        with pytest.raises(InvalidGrantError):
            replace(relying_party, holder=wrong).redeem(code)
    tokens = replace(relying_party, holder=holder).redeem(code)
    assert claims_of(tokens["access_token"])["cnf"] == {"jkt": holder.jkt}


def test_a_replay_without_the_key_ends_nothing(
    relying_party: RelyingParty, other: KeyHolder
) -> None:
    holder = KeyHolder(other.issuer, other.clock)
    party = replace(relying_party, holder=holder)
    code = party.code(dpop_jkt=holder.jkt)
    token = party.redeem(code)["access_token"]
    with pytest.raises(InvalidGrantError):
        replace(party, holder=other).redeem(code)
    assert party.userinfo(token)
    with pytest.raises(InvalidGrantError):
        party.redeem(code)
    with pytest.raises(InvalidTokenError):
        party.userinfo(token)


def test_a_proof_at_the_pushed_endpoint_binds_the_code(
    fapi: SigningParty, other: KeyHolder
) -> None:
    code = fields(fapi.opens(fapi.push_proven()["request_uri"]))["code"]
    with pytest.raises(InvalidGrantError):
        replace(fapi, holder=other).redeems(code)
    assert fapi.redeems(code)["token_type"] == "DPoP"


def test_a_proof_and_a_thumbprint_that_disagree_are_refused(
    fapi: SigningParty, other: KeyHolder
) -> None:
    with pytest.raises(InvalidRequestError):
        fapi.push_proven(dpop_jkt=other.jkt)
    assert fapi.push_proven(dpop_jkt=fapi.holder.jkt if fapi.holder else None)


def test_a_pushed_thumbprint_binds_the_code(fapi: SigningParty, other: KeyHolder) -> None:
    assert fapi.holder is not None
    code = code_of(fapi, dpop_jkt=fapi.holder.jkt)
    with pytest.raises(InvalidGrantError):
        replace(fapi, holder=other).redeems(code)
    assert fapi.redeems(code)


def test_a_client_of_the_profile_gets_nothing_without_a_key(fapi: SigningParty) -> None:
    code = code_of(fapi)
    with pytest.raises(InvalidDpopProofError):
        replace(fapi, holder=None).redeems(code)
    tokens = fapi.redeems(code)
    with pytest.raises(InvalidDpopProofError):
        replace(fapi, holder=None).refreshes(tokens["refresh_token"])


def test_a_client_registered_for_bound_tokens_gets_no_others(
    relying_party: RelyingParty, other: KeyHolder
) -> None:
    client = replace(relying_party.client, id=ClientId("bound"), dpop_bound_access_tokens=True)
    party = replace(
        relying_party, client=client, secret=register(relying_party.provider, client).secret
    )
    code = party.code()
    with pytest.raises(InvalidDpopProofError):
        party.redeem(code)
    assert replace(party, holder=other).redeem(code)["token_type"] == "DPoP"


def test_a_client_that_proves_itself_may_come_back_with_another_key(
    fapi: SigningParty, other: KeyHolder
) -> None:
    tokens = fapi.redeems(code_of(fapi))
    moved = replace(fapi, holder=other)
    renewed = moved.refreshes(tokens["refresh_token"])
    assert claims_of(renewed["access_token"])["cnf"] == {"jkt": other.jkt}
    assert moved.userinfo(renewed["access_token"])


def test_a_refresh_token_of_the_profile_stays_the_same(
    fapi: SigningParty, clock: TestClock
) -> None:
    first = fapi.redeems(code_of(fapi))["refresh_token"]
    for _ in range(3):
        clock.advance(30)
        assert fapi.refreshes(first)["refresh_token"] == first


def test_a_public_refresh_token_is_good_with_its_key_alone(
    public: RelyingParty, other: KeyHolder
) -> None:
    token = public.tokens()["refresh_token"]
    for wrong in (other, None):
        for _ in range(2):
            with pytest.raises(InvalidGrantError):
                replace(public, holder=wrong).refresh(token)
    # Whoever stole it could not use it, nor end what its owner holds.
    second = public.refresh(token)["refresh_token"]
    with pytest.raises(InvalidGrantError):
        replace(public, holder=other).refresh(token)
    assert public.refresh(second)["token_type"] == "DPoP"


def test_a_public_family_still_ends_when_its_key_replays(
    public: RelyingParty, clock: TestClock
) -> None:
    first = public.tokens()["refresh_token"]
    second = public.refresh(first)["refresh_token"]
    clock.advance(11)
    with pytest.raises(InvalidGrantError):
        public.refresh(first)
    with pytest.raises(InvalidGrantError):
        public.refresh(second)


def test_a_public_client_without_a_key_renews_as_ever(public: RelyingParty) -> None:
    plain = replace(public, holder=None)
    assert plain.refresh(plain.tokens()["refresh_token"])["token_type"] == "Bearer"
