"""Actions on retention: showing the rules and what was deleted, setting a rule within bounds."""

from typing import Annotated

from msgspec import Meta

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.shapes import ActionRequest, ActionResponse, Nothing
from idp.audit import Audit
from idp.audit.admin_events import RetentionSet
from idp.errors import Refused, Unknown
from idp.part import Part
from idp.retention import KEPT, RetentionSchedule, RuleInForce
from idp.storage import Database

PAGE = "/admin/retention"
_MOST_DAYS = 100_000


class SetRetention(ActionRequest):
    """For how many `days` the rule `name` keeps its rows, from the next round on."""

    name: Annotated[str, Meta(max_length=100)]
    days: Annotated[int, Meta(ge=0, le=_MOST_DAYS)]


class RuleResponse(ActionResponse):
    """One rule; times in seconds.

    Without a floor and a ceiling, it is fixed. `destroyed` counts what was destroyed on the day of
    `destroyed_at`; null: nothing ever was.
    """

    name: str
    days: int
    default_days: int
    floor_days: int | None
    ceiling_days: int | None
    is_set: bool
    destroyed: int
    destroyed_at: int | None


class RetentionResponse(ActionResponse):
    """Every rule; `kept` is what no rule destroys, `last_at` and `next_at` rounds in seconds."""

    rules: tuple[RuleResponse, ...]
    kept: tuple[str, ...]
    last_at: int | None
    next_at: int


class RetentionActions(Part):
    """Actions on the rules of retention."""

    database: Database
    schedule: RetentionSchedule
    audit: Audit

    @action("house.retention", "GET /house/retention", page=PAGE, command="retention show")
    def show(self, _actor: Actor, _asked: Nothing) -> RetentionResponse:
        """Show how long everything is kept, and what was destroyed last."""
        with self.database.reading() as tx:
            rules_in_force, looked = self.schedule.rules_in_force(tx), self.schedule.round(tx)
        return RetentionResponse.of(looked, rules=tuple(map(_response, rules_in_force)), kept=KEPT)

    @action(
        "house.set_retention", "PUT /house/retention/{name}", page=PAGE, command="retention set"
    )
    def set_days(self, actor: Actor, asked: SetRetention) -> RuleResponse:
        """Set for how many days a rule keeps its rows, within its bounds.

        Raises Unknown, Refused: retention.fixed, retention.bounds.
        """
        rule = self.schedule.rule(asked.name)
        if rule is None:
            raise Unknown("retention.unknown", field="name")
        if rule.bounds is None:
            raise Refused("retention.fixed", field="name")
        if not rule.bounds.hold(asked.days):
            bounds = {"floor": rule.bounds.floor, "ceiling": rule.bounds.ceiling}
            raise Refused("retention.bounds", field="days", **bounds)
        with self.database.writing() as tx:
            former = self._in_force(self.schedule.rules_in_force(tx), asked.name)
            if former.days != asked.days:
                self.schedule.set_days(tx, rule, asked.days)
                event = RetentionSet(
                    actor=actor.name, rule=rule.name, days=asked.days, former_days=former.days
                )
                self.audit.record(tx, event)
            return _response(self._in_force(self.schedule.rules_in_force(tx), asked.name))

    @staticmethod
    def _in_force(rules_in_force: tuple[RuleInForce, ...], name: str) -> RuleInForce:
        return next(each for each in rules_in_force if each.rule.name == name)


def _response(in_force: RuleInForce) -> RuleResponse:
    rule = in_force.rule
    return RuleResponse.of(
        in_force,
        name=rule.name,
        default_days=rule.days,
        floor_days=rule.bounds.floor if rule.bounds else None,
        ceiling_days=rule.bounds.ceiling if rule.bounds else None,
    )
