"""Bar charts of daily counts; the tables beside them give the numbers."""

from collections.abc import Iterator
from itertools import groupby

from idp.administration.statistics.actions import CountResponse, StatisticsResponse
from idp.normalisation.dates import midnight
from idp.web.views.console.home import ChartView, DayBarView, DayView, OutcomeView, WayView

_HEIGHT = 100
_DAY_WIDTH = 10
_STEPS = (1, 2, 3, 4, 5, 6, 8)


def charts_of(response: StatisticsResponse) -> tuple[ChartView, ...]:
    """Return a chart for each subject of `response`, in its order."""
    day_ats = tuple(map(midnight, response.days))
    by_subject = groupby(response.counts, key=lambda each: each.subject)
    return tuple(_chart(str(subject), [*counts], day_ats) for subject, counts in by_subject)


def _chart(subject: str, counts: list[CountResponse], day_ats: tuple[int, ...]) -> ChartView:
    outcomes = tuple(dict.fromkeys(each.outcome for each in counts))
    of_outcome = {
        outcome: [each for each in counts if each.outcome == outcome] for outcome in outcomes
    }
    days = tuple(
        DayView(
            day_at,
            tuple(sum(each.amounts[place] for each in of_outcome[name]) for name in outcomes),
        )
        for place, day_at in enumerate(day_ats)
    )
    most = round_up(max(sum(day.amounts) for day in days))
    return ChartView(
        subject=subject,
        most=most,
        width=len(days) * _DAY_WIDTH,
        bars=tuple(_bars(days, most)),
        outcomes=tuple(
            OutcomeView(
                name,
                sum(each.last_week for each in of_outcome[name]),
                sum(each.total for each in of_outcome[name]),
            )
            for name in outcomes
        ),
        ways=tuple(_ways(counts, outcomes)),
        days=days,
    )


def _bars(days: tuple[DayView, ...], most: int) -> Iterator[DayBarView]:
    for place, day in enumerate(days):
        top = _HEIGHT
        for rank, amount in enumerate(day.amounts):
            if not amount:
                continue
            # A small amount is still visible.
            height = max(1, round(amount * _HEIGHT / most))
            top = max(0, top - height)
            yield DayBarView(rank, place * _DAY_WIDTH + 1, top, _DAY_WIDTH - 2, height)


def _ways(counts: list[CountResponse], outcomes: tuple[str, ...]) -> Iterator[WayView]:
    known = {(each.way, each.outcome): each for each in counts}
    for way in dict.fromkeys(each.way for each in counts):
        found = [known[way, outcome] for outcome in outcomes]
        cells = tuple(amount for each in found for amount in (each.last_week, each.total))
        if way and any(cells):
            yield WayView(way, cells)


def round_up(amount: int) -> int:
    """Return the least of 1, 2, 3, 4, 5, 6, 8, 10, 20, ... that is not below `amount`."""
    scale = 1
    while True:
        for step in _STEPS:
            if step * scale >= amount:
                return step * scale
        scale *= 10
