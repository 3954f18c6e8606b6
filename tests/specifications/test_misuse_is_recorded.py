"""What an attacker leaves behind: an event in the transaction that ended the family."""

import json

import pytest

from idp.errors import PersonError
from idp.journeys.arrival import GoTo
from idp.limits.names import JOURNEY_BEGUN_NETWORK
from idp.parts import Parts
from idp.protocol.errors import InvalidGrantError
from idp.storage import Statement
from tests.conftest import TestClock
from tests.relying_party import RelyingParty

_EVENTS = Statement("SELECT kind, subject, outcome, details FROM audit_event ORDER BY id")


def last_event(house: Parts) -> tuple[str, str, str, dict[str, str]]:
    with house.database.reading() as tx:
        kind, subject, outcome, details = tx.rows(_EVENTS)[-1]
    return kind, subject, outcome, json.loads(details)


def test_a_replayed_code_is_recorded_against_its_account(relying_party: RelyingParty) -> None:
    code = relying_party.code()
    relying_party.redeem(code)
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(code)
    kind, subject, outcome, details = last_event(relying_party.house)
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
    assert last_event(relying_party.house)[0] == "refresh_token_reused"


def test_one_network_cannot_fill_the_database_with_requests_that_wait(
    relying_party: RelyingParty,
) -> None:
    house = relying_party.house
    with house.database.writing() as tx:
        for _ in range(JOURNEY_BEGUN_NETWORK.allowed - 1):
            house.limits.charge(tx, JOURNEY_BEGUN_NETWORK, "192.0.2.7")
    assert isinstance(relying_party.authorize(prompt="login"), GoTo)
    with pytest.raises(PersonError, match="PRV-TOO-MANY"):
        relying_party.authorize(prompt="login")
