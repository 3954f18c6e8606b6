"""What an attacker leaves behind: an event in the transaction that ended the family."""

import json

import pytest
from msgspec.structs import replace

from idp.journeys.arrival import GoTo
from idp.protocol.errors import InvalidGrantError
from idp.settings import LimitSettings, Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.relying_party import RelyingParty

_EVENTS = Statement("SELECT kind, subject, outcome, details FROM audit_event ORDER BY id")


def last_event(provider: Provider) -> tuple[str, str, str, dict[str, str]]:
    with provider.database.reading() as tx:
        kind, subject, outcome, details = tx.rows(_EVENTS)[-1]
    return kind, subject, outcome, json.loads(details)


def test_a_replayed_code_is_recorded_against_its_account(relying_party: RelyingParty) -> None:
    code = relying_party.code()
    relying_party.redeem(code)
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code)
    kind, subject, outcome, details = last_event(relying_party.provider)
    assert (kind, outcome) == ("code_replayed", "refused")
    assert subject
    assert details["grant_id"]
    assert code not in str(details)


def test_a_reused_refresh_token_is_recorded(relying_party: RelyingParty, clock: TestClock) -> None:
    first = relying_party.tokens()["refresh_token"]
    relying_party.refresh(first)
    clock.advance(11)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(first)
    assert last_event(relying_party.provider)[0] == "refresh_token_reused"


def test_one_network_cannot_fill_the_database_with_requests_that_wait_nor_shut_others_out(
    house_settings: Settings, clock: TestClock, relying_party: RelyingParty
) -> None:
    settings = replace(house_settings, limits=LimitSettings(journeys_begun=3))
    party = replace(relying_party, provider=build(settings, clock))
    begun = [_journey_of(party) for _ in range(10)]

    # The first within the budget, and the newest above it: nobody is turned away.
    waiting = [each for each in begun if _waits(party.provider, each)]
    assert waiting == begun[:3] + begun[-3:]
    party.provider.database.close()


def _journey_of(party: RelyingParty) -> str:
    outcome = party.authorize(prompt="login")
    assert isinstance(outcome, GoTo)
    return outcome.uri.partition("journey=")[2]


def _waits(provider: Provider, journey_id: str) -> bool:
    with provider.database.reading() as tx:
        return provider.journeys.waiting.get(tx, journey_id) is not None
