"""How long things are kept: as set, within bounds, from the worker's next round on."""

from collections import Counter

import pytest

from idp.clock import DAY
from idp.retention import CLOSED_ACCOUNT, RETAINED, RULES, RetentionSchedule, RuleInForce
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.conftest import TestClock
from tests.databases import on_one_database

ADD_MESSAGE = Statement(
    """INSERT INTO outbox (id, kind, recipient_sealed, message_sealed, state, created_at, due_at,
                           expires_at)
       VALUES (:id, 'code', :nothing, :nothing, 'sent', :now, :now, :now)"""
)
COUNT = Statement("SELECT COUNT(*) FROM outbox")
SPOIL = Statement("UPDATE retention_rule SET days = 0")


def in_force(provider: Provider, name: str) -> RuleInForce:
    with provider.database.reading() as tx:
        rules_in_force = RetentionSchedule(clock=provider.clock).rules_in_force(tx)
    return next(each for each in rules_in_force if each.rule.name == name)


def messages(provider: Provider) -> int:
    with provider.database.reading() as tx:
        row = tx.row(COUNT)
    assert row is not None
    return int(row[0])


def test_a_rule_that_was_set_holds_from_the_next_round_on(
    provider: Provider, clock: TestClock
) -> None:
    schedule, purge = RetentionSchedule(clock=clock), Purge(database=provider.database, clock=clock)
    rule = schedule.rule("outbox")
    assert rule is not None
    with provider.database.writing() as tx:
        for name in ("a", "b", "c"):
            tx.run(ADD_MESSAGE, id=name, nothing=b"", now=clock.now)
    clock.advance(8 * DAY)
    with provider.database.writing() as tx:
        schedule.set_days(tx, rule, 9)
    assert purge.run_once() == 0
    clock.advance(DAY)
    assert purge.run_once() == messages(provider) + 3 == 3
    told = in_force(provider, "outbox")
    assert (told.days, told.is_set, told.destroyed, told.destroyed_at) == (9, True, 3, clock.now)
    with provider.database.reading() as tx:
        assert schedule.round(tx).last_at == clock.now


def test_what_one_day_destroys_is_told_as_one(provider: Provider, clock: TestClock) -> None:
    schedule = RetentionSchedule(clock=clock)
    for seconds in (0, 60, 60):
        clock.advance(seconds)
        with provider.database.writing() as tx:
            schedule.note_round(tx, {"outbox": 2, "journey": 0})
    assert in_force(provider, "outbox").destroyed == 6
    assert in_force(provider, "journey").destroyed_at is None
    clock.advance(DAY)
    with provider.database.writing() as tx:
        schedule.note_round(tx, {"outbox": 1})
    assert in_force(provider, "outbox").destroyed == 1


@on_one_database
def test_nothing_is_kept_outside_a_rule_s_bounds(provider: Provider, clock: TestClock) -> None:
    schedule = RetentionSchedule(clock=clock)
    fixed = schedule.rule("journey")
    assert fixed is not None
    assert CLOSED_ACCOUNT.bounds is not None
    with provider.database.writing() as tx:
        for rule, days in (
            (CLOSED_ACCOUNT, CLOSED_ACCOUNT.bounds.floor - 1),
            (CLOSED_ACCOUNT, CLOSED_ACCOUNT.bounds.ceiling + 1),
            (fixed, 1),
        ):
            with pytest.raises(ValueError, match=rule.name):
                schedule.set_days(tx, rule, days)
        schedule.set_days(tx, CLOSED_ACCOUNT, CLOSED_ACCOUNT.bounds.ceiling)
        # Whatever got into the table: bounds hold when it is read, too.
        tx.run(SPOIL)
    assert in_force(provider, CLOSED_ACCOUNT.name).days == CLOSED_ACCOUNT.days


def test_rules_have_names_of_their_own_and_defaults_within_their_bounds() -> None:
    assert [name for name, count in Counter(each.name for each in RULES).items() if count > 1] == []
    assert [each.name for each in RULES if each.bounds and not each.bounds.hold(each.days)] == []
    assert {each.rule for each in RETAINED} <= set(RULES)
