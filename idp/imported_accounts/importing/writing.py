"""Writes accounts that are new; the caller opens the transaction."""

from collections.abc import Iterable, Sequence

from idp.imported_accounts.importing import table
from idp.imported_accounts.importing.rows import AccountRow, ChildRow
from idp.storage import Transaction


def write_new(tx: Transaction, source: str, rows: Sequence[AccountRow], now: int) -> None:
    """Write accounts that are not there yet."""
    tx.load(
        table.LOAD_ACCOUNTS,
        [(row[0], *row[2:9], source, now, now) for row in rows],
    )
    write_details(tx, rows)


def write_details(tx: Transaction, rows: Iterable[AccountRow]) -> None:
    """Write the addresses and identities of accounts that have none."""
    addresses: list[tuple[object, ...]] = []
    identities: list[tuple[object, ...]] = []
    for row in rows:
        addresses += [(row[0], *each) for each in row[9]]
        identities += [(row[0], number, each) for number, each in enumerate(row[10])]
    tx.load(table.LOAD_ADDRESSES, addresses)
    tx.load(table.LOAD_IDENTITIES, identities)


def write_children(tx: Transaction, rows: Iterable[ChildRow], now: int) -> None:
    """Write children that are not there yet."""
    tx.load(table.LOAD_CHILDREN, [(row[0], *row[2:], now) for row in rows])
