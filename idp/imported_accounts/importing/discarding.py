"""Deletes what nobody has claimed of a source, in short transactions."""

from idp.imported_accounts.importing import table
from idp.storage import Database

_CHUNK = 2_000


def discard_waiting(database: Database, source: str) -> int:
    """Delete them, with their addresses, identities and children; return how many."""
    count = 0
    while True:
        with database.writing() as tx:
            deleted = tx.run(table.DISCARD, source=source, chunk=_CHUNK)
        count += deleted
        if deleted < _CHUNK:
            return count
