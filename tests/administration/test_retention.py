"""Retention as administrators have it: read, and set within bounds."""

import pytest

from idp.administration.actor import Actor, Role
from idp.administration.retention.actions import (
    RetentionActions,
    RetentionResponse,
    RuleResponse,
    SetRetention,
)
from idp.administration.shapes import Nothing
from idp.audit.search import EventFilter, latest
from idp.clock import DAY
from idp.errors import NotAllowed, Refused, Unknown
from idp.retention import KEPT, RECORD, RULES
from idp.translations import LOCALES, words_in
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.conftest import TestClock

OPERATOR = Actor(name="admin:anne", roles=frozenset({Role.OPERATOR}), is_fresh=True)
AUDITOR = Actor(name="admin:luc", roles=frozenset({Role.AUDITOR}), is_fresh=True)


def set_days(provider: Provider, name: str, days: int, actor: Actor = OPERATOR) -> RuleResponse:
    response: RuleResponse = provider.administration.actions.do(
        actor, RetentionActions.set_days, SetRetention(name=name, days=days)
    )
    return response


def test_a_rule_is_set_within_its_bounds_and_recorded_once(provider: Provider) -> None:
    response = set_days(provider, "closed_account", 60)
    assert set_days(provider, "closed_account", 60) == response
    assert (response.days, response.default_days, response.is_set) == (60, 30, True)
    shown: RetentionResponse = provider.administration.actions.do(
        AUDITOR, RetentionActions.show, Nothing()
    )
    assert next(each for each in shown.rules if each.name == "closed_account") == response
    with provider.database.reading() as tx:
        (entry,) = latest(tx, EventFilter(kind="retention_set"), before=2**62, limit=9)
    assert entry.actor == "admin:anne"


def test_what_cannot_be_set_is_refused_and_nothing_changes(provider: Provider) -> None:
    for name, days, key in (
        ("closed_account", 6, "retention.bounds"),
        ("closed_account", 91, "retention.bounds"),
        ("journey", 5, "retention.fixed"),
    ):
        with pytest.raises(Refused) as caught:
            set_days(provider, name, days)
        assert caught.value.key == key
    with pytest.raises(Unknown):
        set_days(provider, "account", 30)
    with pytest.raises(NotAllowed):
        set_days(provider, "closed_account", 60, AUDITOR)
    shown: RetentionResponse = provider.administration.actions.do(
        OPERATOR, RetentionActions.show, Nothing()
    )
    assert not any(each.is_set for each in shown.rules)


def test_the_record_is_kept_as_long_as_its_rule_says_and_stays_whole(
    provider: Provider, clock: TestClock
) -> None:
    set_days(provider, RECORD.name, 365)
    clock.advance(200 * DAY)
    set_days(provider, RECORD.name, 366)
    purge = Purge(database=provider.database, clock=clock, record=provider.audit.chain.prune)
    clock.advance(170 * DAY)
    assert purge.run_once() == 1
    with provider.database.reading() as tx:
        (entry,) = latest(tx, EventFilter(kind="retention_set"), before=2**62, limit=9)
    assert entry.seq == 2


def test_every_rule_is_explained_in_both_languages() -> None:
    for locale in LOCALES:
        words = words_in(locale)
        wanted = [f"rules.{rule.name}.{part}" for rule in RULES for part in ("what", "why")]
        wanted += [f"kept.{name}" for name in KEPT]
        assert [key for key in wanted if f"console_retention.{key}" not in words] == []
