"""Counts by day: each event once, on its day in Québec, whoever counts; and who reads which."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.administration.actor import Actor, Role
from idp.administration.statistics.actions import (
    ShowStatistics,
    StatisticsActions,
    StatisticsResponse,
)
from idp.audit.authenticator_events import PasskeyRefused, SecondFactorRefused
from idp.audit.event import Event
from idp.audit.events import (
    AccountCreated,
    ChildRefused,
    ChildrenConfirmed,
    DataExported,
    SignedIn,
    SignInRefused,
    UpstreamFailed,
)
from idp.clock import DAY, HOUR
from idp.retention import RETAINED
from idp.statistics import SERIES, EventCounting, Subject
from idp.wiring import Provider
from idp.worker import Counting
from tests.conftest import TestClock

OWNER = Actor(name="admin:anne", roles=frozenset({Role.OWNER}))
EVENTS: tuple[Event, ...] = (
    SignedIn(methods="pwd", sid="s"),
    SignedIn(methods="pwd otp mfa", sid="s"),
    SignedIn(methods="pop user mfa", sid="s"),
    SignedIn(methods="fed", sid="s"),
    SignInRefused(),
    SecondFactorRefused(realm="account"),
    SecondFactorRefused(realm="administrator"),
    PasskeyRefused(realm="account", passkey_id="p", reason="clone"),
    UpstreamFailed(provider="ms", reason="down"),
    AccountCreated(),
    ChildrenConfirmed(organisation="o", count=3),
    ChildRefused(organisation="o"),
    DataExported(),
)
ONCE = {
    ("sign_ins", "password", "refused"),
    ("sign_ins", "second_step", "refused"),
    ("sign_ins", "passkey", "done"),
    ("sign_ins", "passkey", "refused"),
    ("sign_ins", "elsewhere", "done"),
    ("sign_ins", "elsewhere", "refused"),
    ("sign_ups", "", "done"),
    ("claims", "", "done"),
    ("claims", "", "refused"),
}


def counting(provider: Provider) -> EventCounting:
    return EventCounting(database=provider.database, counts=provider.counts, clock=provider.clock)


def record(provider: Provider, *events: Event) -> None:
    with provider.database.writing() as tx:
        for each in events:
            provider.audit.record(tx, each)


def show(provider: Provider, actor: Actor = OWNER, days: int = 30) -> StatisticsResponse:
    response: StatisticsResponse = provider.administration.actions.do(
        actor, StatisticsActions.show, ShowStatistics(days=days)
    )
    return response


def totals(provider: Provider) -> dict[tuple[str, str, str], int]:
    return {
        (each.subject.value, each.way, each.outcome): each.total
        for each in show(provider).counts
        if each.total
    }


def test_an_event_counts_by_its_way_and_outcome(provider: Provider) -> None:
    record(provider, *EVENTS)
    assert not counting(provider).count(chunk=1_000)
    assert totals(provider) == {("sign_ins", "password", "done"): 2} | dict.fromkeys(ONCE, 1)


def test_an_event_counts_once_however_many_workers_count(provider: Provider) -> None:
    for _ in range(5):
        record(provider, *[AccountCreated()] * 20)

    def run(_: int) -> None:
        while counting(provider).count(chunk=7):
            pass

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run, range(4)))
    assert totals(provider) == {("sign_ups", "", "done"): 100}


def test_a_day_begins_at_midnight_in_quebec(provider: Provider, clock: TestClock) -> None:
    clock.now = 1_795_503_600  # 2026-11-24 02:00 in Québec, 07:00 UTC
    clock.advance(-2 * HOUR - 1)
    record(provider, AccountCreated())
    clock.advance(1)
    record(provider, AccountCreated(), AccountCreated())
    counting(provider).count(chunk=1_000)
    response = show(provider, days=2)
    assert response.days == ("2026-11-23", "2026-11-24")
    assert response.counted_at == clock.now
    assert [each.amounts for each in response.counts if each.total] == [(1, 2)]


def test_a_week_is_told_apart_from_all_that_was_asked_for(
    provider: Provider, clock: TestClock
) -> None:
    record(provider, AccountCreated())
    clock.advance(7 * DAY)
    record(provider, AccountCreated())
    counting(provider).count(chunk=1_000)
    (found,) = (each for each in show(provider).counts if each.total)
    assert (found.last_week, found.total, len(found.amounts)) == (1, 2, 30)


def test_the_worker_counts_once_a_minute_and_goes_on_while_there_is_more(
    provider: Provider, clock: TestClock
) -> None:
    work = Counting(counting=counting(provider), clock=clock)
    record(provider, *[AccountCreated()] * 1_001)
    assert work.run_once()
    assert not work.run_once()
    assert totals(provider) == {("sign_ups", "", "done"): 1_001}
    record(provider, AccountCreated())
    assert not work.run_once()
    assert totals(provider) == {("sign_ups", "", "done"): 1_001}
    clock.advance(minutes=1)
    work.run_once()
    assert totals(provider) == {("sign_ups", "", "done"): 1_002}


def test_counting_goes_on_behind_what_was_pruned(provider: Provider, clock: TestClock) -> None:
    record(provider, *[AccountCreated()] * 3)
    clock.advance(DAY)
    record(provider, ChildRefused(organisation="o"))
    with provider.database.writing() as tx:
        provider.audit.chain.prune(tx, before=clock.now - 1, chunk=10)
    counting(provider).count(chunk=1)
    assert totals(provider) == {("claims", "", "refused"): 1}


@pytest.mark.parametrize(
    ("role", "subjects"),
    [
        (Role.OWNER, {*Subject}),
        (Role.OPERATOR, {*Subject}),
        (Role.AUDITOR, {*Subject}),
        (Role.SUPPORT, {*Subject}),
        (Role.REGISTRY, {Subject.CLAIMS}),
    ],
)
def test_a_role_reads_the_subjects_of_what_it_may_read(
    provider: Provider, role: Role, subjects: set[Subject]
) -> None:
    response = show(provider, Actor(name="admin:x", roles=frozenset({role})))
    assert {each.subject for each in response.counts} == subjects


def test_counts_are_deleted_by_a_rule(provider: Provider, clock: TestClock) -> None:
    (rule,) = (each for each in RETAINED if each.table == "daily_count")
    with provider.database.writing() as tx:
        provider.counts.add(tx, *SERIES)
        assert rule.deletion()(tx, before=clock.now - 2 * DAY, chunk=500) == 0
        assert rule.deletion()(tx, before=clock.now, chunk=500) == len(SERIES)
