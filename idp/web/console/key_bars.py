"""The states of each key on a time line with an axis, by the dates in the table."""

from collections.abc import Iterator
from datetime import timedelta

from idp.administration.keys.schemas import AlgorithmResponse, KeyResponse
from idp.clock import DAY
from idp.keys.record import KeyState
from idp.normalisation.dates import day_of, midnight
from idp.web.views.console.keys import BarsView, BarView, PhaseView, TickView

_WHOLE = 1000
_AHEAD_SECONDS = 10 * DAY
_MOST_TICKS = 4
_STEP_DAYS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365)


def time_line_of(algorithm: AlgorithmResponse, now: int) -> BarsView:
    """Return the keys of `algorithm`, newest first, on one scale that ends some days ahead."""
    # Two of one second, by who signed first.
    keys = sorted(algorithm.keys, key=lambda each: (each.published_at, each.activated_at or now))
    start, end = _span(keys, now)

    def place(at: int) -> int:
        return max(0, min(_WHOLE, (at - start) * _WHOLE // (end - start)))

    def bar(key: KeyResponse) -> BarView:
        safe_at = _safe_at(key)
        phases = tuple(
            PhaseView(state, place(begin), max(2, place(until) - place(begin)))
            for state, begin, until in _phases(key, end)
        )
        return BarView(key, phases, safe_at, None if safe_at is None else place(safe_at))

    return BarsView(
        algorithm=algorithm,
        bars=tuple(map(bar, reversed(keys))),
        now=place(now),
        ticks=tuple(TickView(at, place(at)) for at in _ticks(start, end)),
    )


def _span(keys: list[KeyResponse], now: int) -> tuple[int, int]:
    ahead = [safe_at for each in keys if (safe_at := _safe_at(each)) is not None]
    first = min((each.published_at for each in keys), default=now - DAY)
    return first, max([*ahead, now + _AHEAD_SECONDS])


def _safe_at(key: KeyResponse) -> int | None:
    """Return from when the key's next change is safe, None where none is due."""
    if key.state is KeyState.PENDING:
        return key.safe_to_activate_at
    return key.safe_to_remove_at if key.state is KeyState.RETIRED else None


def _ticks(start: int, end: int) -> Iterator[int]:
    """Give the first seconds of a few days, at even distances."""
    days = (end - start) // DAY + 1
    step = next((each for each in _STEP_DAYS if days <= each * _MOST_TICKS), days // _MOST_TICKS)
    day = day_of(start) + timedelta(1)
    while (at := midnight(day.isoformat())) < end:
        yield at
        day += timedelta(step)


def _phases(key: KeyResponse, end: int) -> Iterator[tuple[str, int, int]]:
    gone = key.revoked_at or key.removed_at or end
    signs = key.activated_at or gone
    stops = min(key.retired_at or gone, gone)
    yield "pending", key.published_at, min(signs, gone)
    if key.activated_at is not None:
        yield "active", signs, stops
    if key.retired_at is not None:
        yield "retired", stops, min(gone, key.safe_to_remove_at or gone)
