"""Compares what a file says with what is there, some hundreds at a time, and writes what is new."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final, TypeVar

from idp.imported_accounts.bound import account_mac
from idp.imported_accounts.importing import table
from idp.imported_accounts.importing.gathering import AccountGathering
from idp.imported_accounts.importing.records import ExistingRow
from idp.imported_accounts.importing.rows import AccountTuple, ChildTuple
from idp.imported_accounts.importing.writing import write_changed, write_children, write_new
from idp.keys.vault import Vault
from idp.storage import Transaction

Row = TypeVar("Row", AccountTuple, ChildTuple)
_LINE: Final = 1
_DISABLED: Final = 5
_PASSWORD: Final = 7
_CHILD_LINE: Final = 3


class AccountComparison:
    """One pass over a file; `counts` by the members of `AccountReport`."""

    def __init__(self, *, vault: Vault, gathered: AccountGathering, source: str) -> None:
        self._vault = vault
        self._gathered = gathered
        self._source = source
        self.counts: Counter[str] = Counter()

    def settle_accounts(
        self, tx: Transaction, rows: list[AccountTuple], now: int, *, writes: bool
    ) -> None:
        """Compare accounts, and write them where `writes`."""
        existing = _existing(tx, rows)
        new = [row for row in rows if row[0] not in existing]
        changed = []
        for row in rows:
            found = existing.get(row[0])
            if found is None:
                continue
            if found.is_claimed:
                self.counts["claimed"] += 1
            elif found.content_hash == row[2]:
                self.counts["unchanged"] += 1
            else:
                changed.append(self._kept_shut(row, found))
        for row in (*new, *changed):
            self.counts["passwords"] += row[_PASSWORD] is not None
            self.counts["disabled"] += row[_DISABLED]
        self.counts["added"] += len(new)
        if not writes:
            self.counts["changed"] += len(changed)
            return
        write_new(tx, self._source, new, now)
        written = write_changed(tx, changed, now)
        self.counts["changed"] += written
        self.counts["claimed"] += len(changed) - written

    def settle_children(
        self, tx: Transaction, rows: list[ChildTuple], now: int, *, writes: bool
    ) -> None:
        """Compare children, and write them where `writes`."""
        existing = _existing(tx, rows)
        values = _ids(rows)
        there = {
            (each.imported_id, each.organisation, each.student_key)
            for each in tx.rows(table.LIST_CHILDREN_OF, **values)
        }
        new = []
        for row in rows:
            account = existing.get(row[0])
            if account is None:
                self._gathered.leave_out(row[_CHILD_LINE], "former.row_no_account")
            elif account.is_claimed:
                self.counts["claimed"] += 1
            elif row[:3] in there:
                self.counts["unchanged"] += 1
            else:
                new.append(row)
        self.counts["added"] += len(new)
        if writes:
            write_children(tx, new, now)

    def _kept_shut(self, row: AccountTuple, found: ExistingRow) -> AccountTuple:
        """Return the row as it is written: no import lets in who was shut out."""
        if row[_DISABLED] or not found.disabled:
            return row
        self._gathered.remark(row[_LINE], "former.row_stays_disabled")
        mac = account_mac(self._vault, row[0], disabled=1, claimed_by=None)
        return (*row[:5], 1, row[6], row[7], mac, row[9], row[10])


def chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield as many rows at a time as are looked up at once."""
    while chunk := list(islice(rows, table.LOOKED_UP)):
        yield chunk


def _existing(tx: Transaction, rows: list[Row]) -> dict[bytes, ExistingRow]:
    return {each.id: each for each in tx.rows(table.LIST_EXISTING, **_ids(rows))}


def _ids(rows: list[Row]) -> dict[str, bytes]:
    """Return the ids as the statement's values; the last one stands for those that are missing."""
    last = len(rows) - 1
    return {f"id{n}": rows[min(n, last)][0] for n in range(table.LOOKED_UP)}
