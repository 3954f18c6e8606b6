"""When this database was last declared restored: what was issued before is void.

Every process caches it and reads it again when its version row changes: a request runs no statement
for it. The same number distinguishes the generations of refresh tokens.
"""

from typing import Protocol

from idp.continuity import table
from idp.storage import Database, Transaction, Watched

VERSION = "restoration"


class NotBefore(Protocol):
    """The port for the readers of tokens."""

    @property
    def restored_at(self) -> int:
        """Return the time, in seconds, up to which what was issued is void; 0: never restored."""
        ...


class Restorations:
    """The last restoration."""

    def __init__(self, *, database: Database) -> None:
        self._restored_at = Watched(database, VERSION, _load)

    @property
    def restored_at(self) -> int:
        """Return the time, in seconds, up to which what was issued is void; 0: never restored."""
        return self._restored_at.get()

    def forget(self) -> None:
        """Read it again at the next use."""
        self._restored_at.forget()


def _load(tx: Transaction) -> int:
    return tx.row(table.FIND_RESTORED_AT) or 0
