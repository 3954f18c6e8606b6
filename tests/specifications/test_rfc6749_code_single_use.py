"""A code is good once, for whom it was given, as it was asked for (RFC 6749 §4.1.2, §4.1.3)."""

import pytest
from msgspec.structs import replace

from idp.clients import Client
from idp.ids import ClientId
from idp.protocol.errors import InvalidGrantError, InvalidTokenError
from idp.wiring import Provider
from tests.conftest import TestClock, register
from tests.relying_party import Changes, RelyingParty


def test_a_code_buys_tokens_once(relying_party: RelyingParty) -> None:
    code = relying_party.code()
    assert relying_party.redeem(code)["token_type"] == "Bearer"
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code)


def test_a_replay_with_valid_proofs_ends_what_the_code_bought(relying_party: RelyingParty) -> None:
    code = relying_party.code()
    bought = relying_party.redeem(code)
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code)
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(bought["access_token"])
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(bought["refresh_token"])


@pytest.mark.parametrize(
    "fault",
    [{"code_verifier": "x" * 43}, {"redirect_uri": "https://portal.example.org/other"}],
    ids=lambda fault: next(iter(fault)),
)
def test_a_replay_that_proves_nothing_ends_nothing(
    relying_party: RelyingParty, fault: dict[str, Changes]
) -> None:
    code = relying_party.code()
    bought = relying_party.redeem(code)
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code, **fault)
    assert relying_party.userinfo(bought["access_token"])["sub"]


@pytest.mark.parametrize(
    "fault",
    [
        {"redirect_uri": "https://portal.example.org/cb/"},
        {"code_verifier": "x" * 43},
        {"code_verifier": None},
        {"code": "x" * 43},
    ],
    ids=["redirect_uri", "verifier", "no verifier", "code"],
)
def test_one_fault_alone_refuses_a_code_and_does_not_burn_it(
    relying_party: RelyingParty, fault: dict[str, Changes]
) -> None:
    code = relying_party.code()
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code, **fault)
    assert relying_party.redeem(code)["access_token"]


def test_another_client_cannot_redeem_a_code(
    provider: Provider, relying_party: RelyingParty
) -> None:
    other = another(provider, relying_party)
    code = relying_party.code()
    with pytest.raises(InvalidGrantError):
        other.redeem(code)
    assert relying_party.redeem(code)["access_token"]


def test_a_code_lives_sixty_seconds(relying_party: RelyingParty, clock: TestClock) -> None:
    in_time, too_late = relying_party.code(), relying_party.code()
    clock.advance(59)
    assert relying_party.redeem(in_time)["access_token"]
    clock.advance(1)
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(too_late)


def test_an_account_disabled_after_the_code_gets_nothing(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    code = relying_party.code()
    with provider.database.writing() as tx:
        session = provider.directory.sessions.find(tx, relying_party.session or "")
        assert session is not None
        provider.directory.accounts.disable(tx, session.account_id, actor="admin:a")
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code)


def another(provider: Provider, relying_party: RelyingParty) -> RelyingParty:
    client: Client = replace(relying_party.client, id=ClientId("another"))
    return replace(relying_party, client=client, secret=register(provider, client).secret)
