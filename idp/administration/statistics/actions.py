"""Reading the counts by day: each role those of what it may read."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from idp.administration.action import action
from idp.administration.actor import Actor, Area
from idp.administration.roles import RIGHTS
from idp.administration.shapes import ActionRequest, ActionResponse
from idp.clock import Clock
from idp.normalisation.dates import day_of, midnight
from idp.part import Part
from idp.statistics import SERIES, DailyCounts, Series, Subject
from idp.storage import Database

_WEEK = 7
_SHOWN_WITH = {
    Subject.SIGN_INS: (Area.INSTALLATION, Area.PEOPLE),
    Subject.SIGN_UPS: (Area.INSTALLATION, Area.PEOPLE),
    Subject.CLAIMS: (Area.INSTALLATION, Area.PEOPLE, Area.REGISTRY),
    Subject.CODES: (Area.INSTALLATION, Area.PEOPLE),
    Subject.MAIL: (Area.INSTALLATION, Area.PEOPLE),
}
"""A person reads the counts of a subject who reads in one of these areas."""


class ShowStatistics(ActionRequest):
    """The counts of the last `days`, today among them."""

    days: Annotated[int, Meta(ge=1, le=400, description="Of how many days, with today.")] = 30


class CountResponse(ActionResponse):
    """How often something ended in `outcome` by a `way` ("": there is but one).

    `amounts` are by day, `last_week` that of the last seven days, `total` of all.
    """

    subject: Subject
    way: str
    outcome: str
    last_week: int
    total: int
    amounts: tuple[int, ...]


class StatisticsResponse(ActionResponse):
    """Counts by day; `days` written `2026-11-23`, the oldest first, from midnight in Québec.

    `counted_at`: up to when events are counted, in seconds; null: the worker never ran.
    """

    days: tuple[str, ...]
    counted_at: int | None
    counts: tuple[CountResponse, ...]


class StatisticsActions(Part):
    """Reads the counts, never the record: as fast after years as on the first day."""

    database: Database
    counts: DailyCounts
    clock: Clock

    @action("statistics.show", "GET /statistics")
    def show(self, actor: Actor, asked: ShowStatistics) -> StatisticsResponse:
        """Show how often parents signed in, signed up and were refused, by day."""
        today = day_of(self.clock.seconds())
        days = [(today - timedelta(back)).isoformat() for back in reversed(range(asked.days))]
        day_ats = [midnight(each) for each in days]
        with self.database.reading() as tx:
            counts = self.counts.since(tx, day_ats[0])
            counted_at = self.counts.counted_at(tx)
        return StatisticsResponse(
            days=tuple(days),
            counted_at=counted_at,
            counts=tuple(
                _response(each, [counts.get((day_at, each), 0) for day_at in day_ats])
                for each in SERIES
                if _may_read(actor, each.subject)
            ),
        )


def _may_read(actor: Actor, subject: Subject) -> bool:
    # A program's scope for this action opens every count.
    return not actor.is_person or any(
        RIGHTS[area].read & actor.roles for area in _SHOWN_WITH[subject]
    )


def _response(series: Series, amounts: list[int]) -> CountResponse:
    return CountResponse.of(
        series, last_week=sum(amounts[-_WEEK:]), total=sum(amounts), amounts=tuple(amounts)
    )
