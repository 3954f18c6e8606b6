"""Each rule's days now, as set or by default, and when it last destroyed something."""

from msgspec import Struct

from idp.clock import DAY, MINUTE, Clock
from idp.retention import table
from idp.retention.rule import Rule
from idp.retention.rules import RULES
from idp.storage import Transaction

ROUND_SECONDS = MINUTE
"""How often the worker looks."""
_ROUND = "round"


class RuleInForce(Struct, frozen=True):
    """A rule in force; times in seconds, None: it never destroyed anything."""

    rule: Rule
    days: int
    is_set: bool
    destroyed: int
    destroyed_at: int | None


class Round(Struct, frozen=True):
    """When the worker's last round was, None: never; and when the next is, in seconds."""

    last_at: int | None
    next_at: int


class RetentionSchedule:
    """The rules in force, read at each round."""

    def __init__(self, *, clock: Clock, rules: tuple[Rule, ...] = RULES) -> None:
        self._clock = clock
        self._rules = {each.name: each for each in rules}

    def rule(self, name: str) -> Rule | None:
        """Return the rule, None when there is none of that name."""
        return self._rules.get(name)

    def seconds(self, tx: Transaction) -> dict[str, int]:
        """Return each rule's seconds by its name."""
        known = self._set(tx)
        return {
            name: known[name] * DAY if name in known else rule.after_seconds
            for name, rule in self._rules.items()
        }

    def rules_in_force(self, tx: Transaction) -> tuple[RuleInForce, ...]:
        """Return every rule in force."""
        known = self._set(tx)
        runs = {run.name: run for run in tx.rows(table.LIST_RUNS)}
        return tuple(
            RuleInForce(
                rule=rule,
                days=known.get(name, rule.days),
                is_set=name in known,
                destroyed=runs[name].destroyed if name in runs else 0,
                destroyed_at=runs[name].ran_at if name in runs else None,
            )
            for name, rule in self._rules.items()
        )

    def round(self, tx: Transaction) -> Round:
        """Return the times of the worker's last and next round."""
        last = next((run.ran_at for run in tx.rows(table.LIST_RUNS) if run.name == _ROUND), None)
        now = self._clock.seconds()
        return Round(last, now if last is None else last + ROUND_SECONDS)

    def set_days(self, tx: Transaction, rule: Rule, days: int) -> None:
        """Let `rule` keep for `days`. Raises ValueError outside its bounds, or without any."""
        if rule.bounds is None or not rule.bounds.hold(days):
            raise ValueError(rule.name)
        tx.run(table.SET, name=rule.name, days=days, now=self._clock.seconds())

    def note_round(self, tx: Transaction, destroyed: dict[str, int]) -> None:
        """Record a round, and how many rows each rule destroyed."""
        now = self._clock.seconds()
        notes = {_ROUND: 0, **{name: count for name, count in destroyed.items() if count}}
        batch = [{"name": name, "count": notes[name], "now": now} for name in sorted(notes)]
        tx.run_many(table.NOTE_RUN, batch)

    def _set(self, tx: Transaction) -> dict[str, int]:
        """Return the days set that are within bounds: a later version may have changed those."""
        return {
            name: days
            for name, days in tx.rows(table.LIST_SET)
            if (rule := self._rules.get(name)) and rule.bounds and rule.bounds.hold(days)
        }
