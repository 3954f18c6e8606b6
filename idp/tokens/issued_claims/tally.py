"""Counts issued claims in the audit record, so that a deleted or changed row is noticed.

Each event has the number of rows counted so far, and the sum of their MACs. Counting, purging and
erasing change both, in one transaction with the event; the last event must match the table. A row
is counted within a minute of its issue; a change before that is not noticed.
"""

import json
from collections.abc import Iterable, Sequence
from operator import attrgetter

from msgspec import Struct

from idp.audit import Audit
from idp.audit.events import ClaimsCounted
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Database, Transaction, bump
from idp.tokens.issued_claims import table
from idp.tokens.issued_claims.claim import Counted, CountedOrNot, CountEvent

_covered = attrgetter(*Counted.__struct_fields__)
_LOCK = "told_claims"
_CHUNK = 10_000
_MODULUS = 1 << 128
_TRIES = 5


class Tally(Struct, frozen=True):
    """How many rows, and the sum of their MACs."""

    rows: int = 0
    sum: int = 0

    def moved(self, rows: int, codes: int) -> "Tally":
        """Return the tally after `rows` more (or fewer), whose MACs sum to `codes`."""
        return Tally(self.rows + rows, (self.sum + codes) % _MODULUS)


class Count(Struct, frozen=True):
    """The record compared with the table: `missing` rows; `altered`, where the sums differ."""

    counted: int
    missing: int
    altered: bool


class IssuedTally(Part):
    """Keeps the tally and compares it."""

    vault: Vault
    audit: Audit

    def count(self, tx: Transaction, ids: Iterable[int]) -> None:
        """Count those of the rows that are not yet."""
        bump(tx, _LOCK)
        before = self._last(tx)
        rows = tx.among(table.COUNT[tx.dialect], [(each,) for each in ids])
        self._move(tx, before, rows, 1)

    def forget(self, tx: Transaction, account_id: AccountId) -> None:
        """Erase the issued claims of an account that is erased."""
        bump(tx, _LOCK)
        before = self._last(tx)
        self._gone(tx, before, tx.rows(table.FORGET, account_id=account_id))

    def purge(self, tx: Transaction, *, before: int, chunk: int) -> int:
        """Delete at most `chunk` claims that were last issued `before` then."""
        if tx.row(table.ANY_TO_PURGE, before=before, chunk=chunk) is None:
            return 0
        bump(tx, _LOCK)
        last = self._last(tx)
        rows = tx.rows(table.PURGE, before=before, chunk=chunk)
        self._gone(tx, last, rows)
        return len(rows)

    def compare(self, database: Database) -> Count | None:
        """Compare the record with the table; None where it counted nothing, or counts too fast."""
        for _ in range(_TRIES):
            with database.reading() as tx:
                before = tx.row(table.LAST_COUNT)
                if before is None:
                    return None
                there = self._there(tx)
                if tx.row(table.LAST_COUNT) == before:
                    told = _tally(before)
                    return Count(told.rows, max(0, told.rows - there.rows), there != told)
        return None

    def _gone(self, tx: Transaction, before: Tally, rows: list[CountedOrNot]) -> None:
        self._move(tx, before, [row for row in rows if row.counted], -1)

    def _move(self, tx: Transaction, before: Tally, rows: Sequence[Counted], way: int) -> None:
        if rows:
            after = before.moved(way * len(rows), way * sum(map(self._code, rows)))
            self.audit.record(tx, ClaimsCounted(rows=after.rows, sum=f"{after.sum:032x}"))

    def _last(self, tx: Transaction) -> Tally:
        row = tx.row(table.LAST_COUNT)
        # None at the beginning, and when nothing was issued for as long as the record is kept.
        return self._there(tx) if row is None else _tally(row)

    def _there(self, tx: Transaction) -> Tally:
        tally, after = Tally(), 0
        while rows := tx.rows(table.LIST_COUNTED, after=after, chunk=_CHUNK):
            tally = tally.moved(len(rows), sum(map(self._code, rows)))
            after = rows[-1].id
        return tally

    def _code(self, row: Counted) -> int:
        return int.from_bytes(self.vault.row_mac("issued_claim", _covered(row)))


def _tally(event: CountEvent) -> Tally:
    details = json.loads(event.details)
    return Tally(details["rows"], int(details["sum"], 16))
