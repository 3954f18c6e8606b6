"""Writes what an import brings; the caller opens the transaction."""

from collections.abc import Iterable, Sequence

from idp.imported_accounts.importing import table
from idp.imported_accounts.importing.rows import AccountTuple, ChildTuple
from idp.storage import Transaction

_COLUMNS = ("content_hash", "locale", "disabled", "password_scheme", "password_sealed", "mac")


def write_new(tx: Transaction, source: str, rows: Sequence[AccountTuple], now: int) -> None:
    """Write accounts that are not there yet."""
    tx.load(table.LOAD_ACCOUNTS, [(row[0], *row[2:9], source, now, now) for row in rows])
    _write_details(tx, rows)


def write_changed(tx: Transaction, rows: Iterable[AccountTuple], now: int) -> int:
    """Write what accounts say now; return how many, of which nobody claimed one meanwhile."""
    changed = []
    for row in rows:
        said = (row[2], row[4], row[5], row[6], row[7], row[8])
        values = dict(zip(_COLUMNS, said, strict=True))
        if tx.run(table.CHANGE, id=row[0], now=now, **values):
            tx.run(table.DROP_ADDRESSES, id=row[0])
            tx.run(table.DROP_IDENTITIES, id=row[0])
            changed.append(row)
    _write_details(tx, changed)
    return len(changed)


def write_children(tx: Transaction, rows: Iterable[ChildTuple], now: int) -> None:
    """Write children that are not there yet."""
    tx.load(table.LOAD_CHILDREN, [(*row[:3], *row[4:], now) for row in rows])


def _write_details(tx: Transaction, rows: Iterable[AccountTuple]) -> None:
    """Write the addresses and identities of accounts that have none."""
    addresses: list[tuple[object, ...]] = []
    identities: list[tuple[object, ...]] = []
    for row in rows:
        addresses += [(row[0], *each) for each in row[9]]
        identities += [(row[0], number, each) for number, each in enumerate(row[10])]
    tx.load(table.LOAD_ADDRESSES, addresses)
    tx.load(table.LOAD_IDENTITIES, identities)
