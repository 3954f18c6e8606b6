"""Searching the record: the same events as by reading all of it, whatever the clocks said."""

import itertools

import pytest

from idp.audit.events import SessionsEnded, SignedIn
from idp.audit.records import Entry
from idp.audit.search import FOREVER, SLACK_SECONDS, EventFilter, latest, oldest
from idp.audit.verification import Flaw, LocatedFlaw
from idp.clock import DAY
from idp.wiring import Provider
from tests.audit.record import flaws, tamper
from tests.conftest import START, TestClock

# Seconds from the start: two nodes a little apart, a clock that was a month ahead, one that was
# days behind.
_TIMES = (0, 300, 298, 301, 600, 30 * DAY, 30 * DAY + 9, 900, 899, -3 * DAY, 1_200, DAY, 2 * DAY)
_MOMENTS = (-4 * DAY, -3 * DAY, 0, 299, 301, 900, 901, 1_200, DAY, 2 * DAY + 1, 30 * DAY, 31 * DAY)


@pytest.fixture
def recorded(provider: Provider, clock: TestClock) -> tuple[Entry, ...]:
    """Give every event, the oldest first."""
    for number, second in enumerate(_TIMES):
        clock.now = START + second
        account = f"account-{number % 2}"
        with provider.database.writing() as tx:
            if number % 3:
                provider.audit.record(tx, SessionsEnded(subject=account, count=number))
            else:
                signed_in = SignedIn(subject=account, methods="pwd", sid="s", device="Edge")
                provider.audit.record(tx, signed_in)
    with provider.database.reading() as tx:
        return oldest(tx, EventFilter(), after=0, limit=99)


@pytest.mark.parametrize("kind", ["", "signed_in"])
@pytest.mark.parametrize("subject", ["", "account-1"])
def test_a_search_by_time_finds_all_of_that_time_in_order(
    provider: Provider, recorded: tuple[Entry, ...], kind: str, subject: str
) -> None:
    assert len(recorded) == len(_TIMES)
    for since, until in itertools.combinations(_MOMENTS, 2):
        wanted = EventFilter(kind=kind, subject=subject, since=START + since, until=START + until)
        meant = [
            each.seq
            for each in recorded
            if wanted.since <= each.at < wanted.until
            and kind in ("", each.kind)
            and subject in ("", each.subject)
        ]
        with provider.database.reading() as tx:
            up = [each.seq for each in oldest(tx, wanted, after=0, limit=99)]
            down = [each.seq for each in latest(tx, wanted, before=FOREVER, limit=99)]
            later = [each.seq for each in oldest(tx, wanted, after=6, limit=2)]
            earlier = [each.seq for each in latest(tx, wanted, before=9, limit=2)]
        assert up == meant
        assert down == meant[::-1]
        assert later == [seq for seq in meant if seq > 6][:2]
        assert earlier == [seq for seq in meant[::-1] if seq < 9][:2]


def test_a_head_by_which_a_search_would_miss_events_is_found(
    provider: Provider, recorded: tuple[Entry, ...]
) -> None:
    assert flaws(provider) == ()
    least = 33 * DAY + 9 - SLACK_SECONDS
    tamper(provider, f"UPDATE audit_head SET went_back = {least}")
    assert flaws(provider) == ()
    tamper(provider, f"UPDATE audit_head SET went_back = {least - 1}")
    assert flaws(provider) == (LocatedFlaw(len(recorded), Flaw.HEAD),)
