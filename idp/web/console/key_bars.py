"""The states of each key drawn on a bar, by the dates in the table."""

from collections.abc import Iterator

from idp.administration.keys.schemas import KeyResponse
from idp.clock import DAY
from idp.web.views.console.keys import PhaseView

_WHOLE = 1000
_AHEAD_SECONDS = 10 * DAY


def bars_of(keys: tuple[KeyResponse, ...], now: int) -> tuple[tuple[PhaseView, ...], ...]:
    """Return the phases of each key, on one scale from the first key to some days ahead."""
    start, end = _span(keys, now)

    def place(at: int) -> int:
        return max(0, min(_WHOLE, (at - start) * _WHOLE // (end - start)))

    return tuple(
        tuple(
            PhaseView(state, place(begin), max(2, place(until) - place(begin)))
            for state, begin, until in _phases(key, end)
        )
        for key in keys
    )


def now_on_bars(keys: tuple[KeyResponse, ...], now: int) -> int:
    """Return the place of `now` on the bars, of 1000."""
    start, end = _span(keys, now)
    return (now - start) * _WHOLE // (end - start)


def _span(keys: tuple[KeyResponse, ...], now: int) -> tuple[int, int]:
    ahead = [each.safe_to_activate_at for each in keys] + [now + _AHEAD_SECONDS]
    return min((each.published_at for each in keys), default=now - DAY), max(ahead)


def _phases(key: KeyResponse, end: int) -> Iterator[tuple[str, int, int]]:
    gone = key.revoked_at or key.removed_at or end
    signs = key.activated_at or gone
    stops = min(key.retired_at or gone, gone)
    yield "pending", key.published_at, min(signs, gone)
    if key.activated_at is not None:
        yield "active", signs, stops
    if key.retired_at is not None:
        yield "retired", stops, min(gone, key.safe_to_remove_at or gone)
