"""A .NET portal refuses its own nonce after fifteen minutes: the parent starts over, signed in."""

import pytest
from msgspec.structs import replace

from idp.journeys.arrival import GoTo
from tests.conftest import Parent, TestClock
from tests.relying_party import RelyingParty, fields, journey_of, sign_in

HYBRID = {"response_type": "code id_token", "response_mode": "form_post"}


@pytest.fixture
def journey(legacy_party: RelyingParty) -> str:
    """A request that waits while its parent signs up."""
    return journey_of(replace(legacy_party, session=None).authorize(**HYBRID))


def test_within_thirteen_minutes_the_answer_goes_back(
    legacy_party: RelyingParty, clock: TestClock, journey: str, parent: Parent
) -> None:
    clock.advance(minutes=13)
    answer = fields(legacy_party.resume(journey, sign_in(legacy_party.provider, parent.account)))
    assert answer["id_token"]


def test_later_the_parent_goes_to_the_portals_start_and_is_answered_there_at_once(
    legacy_party: RelyingParty, clock: TestClock, journey: str, parent: Parent
) -> None:
    clock.advance(minutes=13, seconds=1)
    session = sign_in(legacy_party.provider, parent.account)
    assert legacy_party.resume(journey, session) == GoTo("https://portal.example.org/")
    again = replace(legacy_party, session=session)
    assert fields(again.authorize(**HYBRID))["id_token"]


def test_a_portal_with_a_patient_nonce_is_answered_after_hours(
    relying_party: RelyingParty, clock: TestClock, parent: Parent
) -> None:
    waiting = journey_of(replace(relying_party, session=None).authorize())
    clock.advance(minutes=23 * 60)
    session = sign_in(relying_party.provider, parent.account)
    assert fields(relying_party.resume(waiting, session))["code"]


def test_an_answered_request_is_not_answered_again(
    legacy_party: RelyingParty, journey: str, parent: Parent
) -> None:
    session = sign_in(legacy_party.provider, parent.account)
    assert fields(legacy_party.resume(journey, session))["code"]
    assert legacy_party.resume(journey, session) == GoTo("https://portal.example.org/")


def test_a_request_waits_for_a_day(
    legacy_party: RelyingParty, clock: TestClock, journey: str
) -> None:
    clock.advance(minutes=24 * 60)
    assert legacy_party.resume(journey) == GoTo(f"/connexion?journey={journey}")
