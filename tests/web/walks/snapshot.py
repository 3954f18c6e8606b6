"""What a database holds, to be compared with what it holds later."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import inspect

from idp.storage import Row, Statement
from idp.wiring import Provider


class Watcher:
    """Tells which tables changed since it was asked last, in a house on SQLite."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._log = Path(f"{provider.database.engine.url.database}-wal")
        self._written = self._stamp()
        self._held = snapshot(provider)

    def changed(self) -> set[str]:
        """Return them; costs nothing when nobody wrote."""
        # Every commit goes through the log beside the file: where that stands still, all does.
        written, self._written = self._written, self._stamp()
        if written == self._written:
            return set()
        before, self._held = self._held, snapshot(self._provider)
        return {table for table, digest in self._held.items() if before.get(table) != digest}

    def _stamp(self) -> tuple[int, int]:
        if not self._log.exists():
            return (0, 0)
        found = self._log.stat()
        return (found.st_size, found.st_mtime_ns)


def snapshot(provider: Provider) -> Mapping[str, str]:
    """Return a digest of the rows of each table."""
    with provider.database.reading() as tx:
        return {
            table: _digest(tx.rows(Statement(f'SELECT * FROM "{table}"')))
            for table in inspect(provider.database.engine).get_table_names()
        }


def _digest(rows: list[Row]) -> str:
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
