"""Looking for events: by kind, who did it, whom and which client it concerns, and when."""

from msgspec import Struct, structs

from idp.audit import table
from idp.audit.records import Entry
from idp.clock import MINUTE
from idp.storage import Query, Transaction

FOREVER = (1 << 53) - 1
"""Greater than any number of a row and any time in seconds, and still a number in JSON."""
SLACK_SECONDS = 2 * MINUTE
"""What the times may go back besides what the head says: by nodes of 0.1.0, which do not say it."""
_COMPARED = 500
"""How many events of each condition are looked at, to go by the one that has fewest."""


class EventFilter(Struct, frozen=True, kw_only=True):
    """What is looked for; empty: whatever it is. From `since` on, before `until`, in seconds."""

    kind: str = ""
    actor: str = ""
    subject: str = ""
    client_id: str = ""
    since: int = 0
    until: int = FOREVER


def latest(tx: Transaction, wanted: EventFilter, *, before: int, limit: int) -> tuple[Entry, ...]:
    """Return the `limit` newest events whose number is below `before`, the newest first."""
    above, below = _between(tx, wanted, 0, before)
    if above >= below:
        # PostgreSQL would look through what ends before it begins.
        return ()
    reached = _reached(tx, table.REACH_DOWN, wanted, above, below)
    led = min(reached, key=reached.__getitem__, default="")
    return _found(tx, table.LATEST[led], wanted, above=above, below=below, limit=limit)


def oldest(tx: Transaction, wanted: EventFilter, *, after: int, limit: int) -> tuple[Entry, ...]:
    """Return the `limit` oldest events whose number is above `after`, the oldest first."""
    above, below = _between(tx, wanted, after, FOREVER)
    if above >= below:
        return ()
    reached = _reached(tx, table.REACH_UP, wanted, above, below)
    led = max(reached, key=reached.__getitem__, default="")
    return _found(tx, table.OLDEST[led], wanted, above=above, below=below, limit=limit)


def find(tx: Transaction, seq: int) -> Entry | None:
    """Return the event of that number, None when there is none (any more)."""
    return tx.row(table.FIND_ENTRY, seq=seq)


def _between(tx: Transaction, wanted: EventFilter, above: int, below: int) -> tuple[int, int]:
    """Return the numbers between which all lie that are of the time wanted."""
    if wanted.since <= 0 and wanted.until >= FOREVER:
        return above, below
    time = {"since": wanted.since, "until": wanted.until}
    first, last = tx.row(table.FIND_SPAN, **time, slack=SLACK_SECONDS) or (None, None)
    return max(above, first or 0), below if last is None else min(below, last)


def _reached(
    tx: Transaction, reach: dict[str, Query[int]], wanted: EventFilter, above: int, below: int
) -> dict[str, int]:
    """Return how far so many events of each condition given reach: the rarer, the further."""
    given = {name: value for name in reach if (value := getattr(wanted, name))}
    if len(given) == 1:
        return dict.fromkeys(given, 0)
    end = above if reach is table.REACH_DOWN else below
    span = {"above": above, "below": below, "skipped": _COMPARED, "limit": 1}
    return {
        name: end if (seq := tx.row(reach[name], **{name: value}, **span)) is None else seq
        for name, value in given.items()
    }


def _found(
    tx: Transaction, statement: Query[Entry], wanted: EventFilter, **span: int
) -> tuple[Entry, ...]:
    return tuple(tx.rows(statement, **structs.asdict(wanted), **span))
