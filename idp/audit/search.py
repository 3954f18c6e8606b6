"""Looking for events: by kind, who did it, whom and which client it concerns, and when."""

from typing import Any

from msgspec import Struct

from idp.audit import table
from idp.audit.records import Entry
from idp.storage import Query, Transaction

FOREVER = (1 << 53) - 1
"""Greater than any number of a row and any time in seconds, and still a number in JSON."""


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
    return _found(tx, table.LATEST, wanted, bound=before, limit=limit)


def oldest(tx: Transaction, wanted: EventFilter, *, after: int, limit: int) -> tuple[Entry, ...]:
    """Return the `limit` oldest events whose number is above `after`, the oldest first."""
    return _found(tx, table.OLDEST, wanted, bound=after, limit=limit)


def find(tx: Transaction, seq: int) -> Entry | None:
    """Return the event of that number, None when there is none (any more)."""
    return tx.row(table.FIND_ENTRY, seq=seq)


def _found(
    tx: Transaction, statements: dict[str, Query[Entry]], wanted: EventFilter, **more: int
) -> tuple[Entry, ...]:
    values: dict[str, Any] = {
        "subject": wanted.subject,
        "client_id": wanted.client_id,
        "actor": wanted.actor,
        "kind": wanted.kind,
    }
    span = {"since": wanted.since, "until": wanted.until}
    in_time = "time" if wanted.since > 0 or wanted.until < FOREVER else ""
    led = next((name for name, value in values.items() if value), in_time)
    return tuple(tx.rows(statements[led], **values, **span, **more))
