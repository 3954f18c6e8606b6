"""Values that every process keeps in memory and that change rarely: clients, signing keys."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from idp.storage.database import Database
from idp.storage.statement import Statement
from idp.storage.transaction import Transaction

_FIND = Statement("SELECT number FROM version WHERE name = :name")
_BUMP = Statement(
    """INSERT INTO version (name, number) VALUES (:name, 1)
       ON CONFLICT (name) DO UPDATE SET number = version.number + 1"""
)
_LEAP = Statement("UPDATE version SET number = number + :by")
_RECHECK_SECONDS = 1.0
_log = logging.getLogger(__name__)

Value = TypeVar("Value")


def bump(transaction: Transaction, name: str) -> None:
    """Tell every process, within a second of the commit, to read `name` again."""
    transaction.run(_BUMP, name=name)


def leap(transaction: Transaction, by: int) -> None:
    """Tell every process to read everything again: the numbers themselves may have gone back."""
    transaction.run(_LEAP, by=by)


class Watched(Generic[Value]):
    """A value read from the database once, and again only when its version row says so.

    The row is looked at once a second at most, so a hot request pays nothing for it. While the
    database is out of reach the last good value stands: published keys outlive an outage.
    """

    def __init__(self, database: Database, name: str, load: Callable[[Transaction], Value]) -> None:
        self._database = database
        self._name = name
        self._load = load
        self._lock = threading.Lock()
        self._held: tuple[int, Value] | None = None
        self._checked = float("-inf")

    def get(self) -> Value:
        """Return the value. Raises what the database raises when there never was one."""
        held = self._held
        if held is not None and time.monotonic() - self._checked < _RECHECK_SECONDS:
            return held[1]
        with self._lock:
            held = self._held
            if held is not None and time.monotonic() - self._checked < _RECHECK_SECONDS:
                return held[1]
            return self._look(held)

    def forget(self) -> None:
        """Look again at the next use: for the process that made the change itself."""
        # A look under way may have read what was there before the change: it ends first, so that
        # it cannot pass for one made after.
        with self._lock:
            self._checked = float("-inf")

    def _look(self, held: tuple[int, Value] | None) -> Value:
        try:
            with self._database.reading() as transaction:
                found = transaction.row(_FIND, name=self._name)
                version = found[0] if found else 0
                if held is None or held[0] != version:
                    held = (version, self._load(transaction))
        except Exception:
            if held is None:
                raise
            _log.exception("cannot look whether %s changed; keeping what is known", self._name)
        self._held = held
        self._checked = time.monotonic()
        return held[1]
