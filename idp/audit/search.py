"""Looking for events: by kind, who did it, whom and which client it concerns, and when."""

import json
from typing import Any

from msgspec import Struct

from idp.audit import table
from idp.audit.event import Detail
from idp.storage import Row, Statement, Transaction

FOREVER = (1 << 53) - 1
"""Greater than any number of a row and any time in seconds, and still a number in JSON."""


class Entry(Struct, frozen=True):
    """One event as it was recorded; `at` in seconds. `Event` says what the members mean."""

    seq: int
    at: int
    kind: str
    actor: str
    subject: str | None
    client_id: str | None
    outcome: str
    request_id: str | None
    details: dict[str, Detail]


class Wanted(Struct, frozen=True, kw_only=True):
    """What is looked for; empty: whatever it is. From `since` on, before `until`, in seconds."""

    kind: str = ""
    actor: str = ""
    subject: str = ""
    client_id: str = ""
    since: int = 0
    until: int = FOREVER


def latest(tx: Transaction, wanted: Wanted, *, before: int, limit: int) -> tuple[Entry, ...]:
    """Return the `limit` newest events whose number is below `before`, the newest first."""
    return _found(tx, table.LATEST, wanted, bound=before, limit=limit)


def oldest(tx: Transaction, wanted: Wanted, *, after: int, limit: int) -> tuple[Entry, ...]:
    """Return the `limit` oldest events whose number is above `after`, the oldest first."""
    return _found(tx, table.OLDEST, wanted, bound=after, limit=limit)


def find(tx: Transaction, seq: int) -> Entry | None:
    """Return the event of that number, None when there is none (any more)."""
    row = tx.row(table.FIND_ENTRY, seq=seq)
    return None if row is None else _entry(row)


def _found(
    tx: Transaction, statements: dict[str, Statement], wanted: Wanted, **more: int
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
    return tuple(_entry(row) for row in tx.rows(statements[led], **values, **span, **more))


def _entry(row: Row) -> Entry:
    seq, at, kind, actor, subject, client_id, outcome, request_id, details = row
    return Entry(seq, at, kind, actor, subject, client_id, outcome, request_id, json.loads(details))
