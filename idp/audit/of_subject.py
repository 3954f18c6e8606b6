"""What the record says of one subject, the newest first: for the person whose account it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from idp.audit import table
from idp.audit.event import Detail
from idp.storage import Transaction

_BEYOND = 2**62


@dataclass(frozen=True, slots=True)
class Recorded:
    """One row; `at` in seconds, `seq` its place in the record."""

    seq: int
    at: int
    kind: str
    actor: str
    client_id: str | None
    outcome: str
    details: Mapping[str, Detail]


def of_subject(
    tx: Transaction, subject: str, *, before: int | None, count: int
) -> tuple[Recorded, ...]:
    """Return at most `count` rows about `subject`, those before the place `before`."""
    rows = tx.rows(
        table.LIST_OF_SUBJECT,
        subject=subject,
        before=_BEYOND if before is None else before,
        count=count,
    )
    return tuple(
        Recorded(seq, at, kind, actor, client_id, outcome, json.loads(details))
        for seq, at, kind, actor, client_id, outcome, details in rows
    )
