"""A token that was verified is known again; what may change about it is looked at each time."""

import pytest

from idp.keys.algorithms import ACCESS_TOKEN_ALGORITHM
from idp.tokens.jose import ForeignTokenError
from idp.tokens.known_tokens import KnownTokens
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, post


def read_token(party: RelyingParty) -> str:
    token: str = party.tokens()["access_token"]
    party.provider.tokens.access_tokens.read(token, party.provider.clock.seconds())
    return token


def is_known(provider: Provider, token: str) -> bool:
    return provider.tokens.access_tokens.known.find(provider.keys.current(), token) is not None


@on_one_database
def test_a_token_is_known_after_it_was_verified_and_no_other_is(
    relying_party: RelyingParty,
) -> None:
    provider = relying_party.provider
    other = relying_party.tokens()["access_token"]
    token = read_token(relying_party)
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")

    assert is_known(provider, token)
    assert not is_known(provider, other)
    with pytest.raises(ForeignTokenError):
        provider.tokens.access_tokens.read(forged, provider.clock.seconds())
    assert not is_known(provider, forged)


def test_a_known_token_that_is_revoked_is_inactive_at_once(relying_party: RelyingParty) -> None:
    provider, token = relying_party.provider, read_token(relying_party)
    asked = post(
        {
            "token": token,
            "client_id": relying_party.client.id,
            "client_secret": relying_party.secret,
        }
    )
    assert provider.protocol.introspection.answer(asked)["active"] is True

    provider.protocol.revocation.answer(asked)

    assert is_known(provider, token)
    assert provider.protocol.introspection.answer(asked) == {"active": False}


@on_one_database
def test_a_known_token_ends_in_its_last_second_by_whatever_clock(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    read, token = relying_party.provider.tokens.access_tokens.read, read_token(relying_party)
    ends = read(token, clock.now).expires_at

    assert read(token, ends - 1).expires_at == ends
    with pytest.raises(ForeignTokenError):
        read(token, ends)
    assert read(token, ends - 1).expires_at == ends


def test_a_known_token_ends_with_its_key(relying_party: RelyingParty) -> None:
    provider, token = relying_party.provider, read_token(relying_party)
    kid = provider.keys.current().active[ACCESS_TOKEN_ALGORITHM].kid
    with provider.database.writing() as tx:
        provider.key_lifecycle.revoke(tx, kid)
    provider.keys.forget()

    assert not is_known(provider, token)
    with pytest.raises(ForeignTokenError):
        provider.tokens.access_tokens.read(token, provider.clock.seconds())


@on_one_database
def test_a_token_that_is_newly_known_takes_the_place_of_the_oldest(provider: Provider) -> None:
    known: KnownTokens[int] = KnownTokens()
    keys = provider.keys.current()
    for number in range(5_000):
        known.keep(keys, f"token {number}", number)
    found = [number for number in range(5_000) if known.find(keys, f"token {number}") == number]

    assert found == [*range(5_000 - len(found), 5_000)]
    assert 1_000 < len(found) < 4_000
    known.keep(keys, "long" * 1_000, 1)
    assert known.find(keys, "long" * 1_000) is None
