"""Values that change rarely and that every process keeps in memory: clients, signing keys."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from idp.storage.database import Database
from idp.storage.query import Query
from idp.storage.statement import Statement
from idp.storage.transaction import Transaction

_FIND = Query(int, "SELECT number FROM version WHERE name = :name")
_BUMP = Statement(
    """INSERT INTO version (name, number) VALUES (:name, 1)
       ON CONFLICT (name) DO UPDATE SET number = version.number + 1"""
)
_LEAP = Statement("UPDATE version SET number = number + :by")
_RECHECK_SECONDS = 1.0
_PATIENCE_SECONDS = 0.5
"""How long a request waits to learn whether a value changed; then it uses the known one."""
_OWN_CHANGE_SECONDS = 5.0
"""The same when this process just changed it."""
_log = logging.getLogger(__name__)

Value = TypeVar("Value")


def bump(tx: Transaction, name: str) -> None:
    """Make every process read `name` again within a second of the commit."""
    tx.run(_BUMP, name=name)


def leap(tx: Transaction, by: int) -> None:
    """Make every process read everything again: the numbers themselves may have gone back."""
    tx.run(_LEAP, by=by)


class Watched(Generic[Value]):
    """A value read from the database once, and again only when its version row says so.

    A thread of its own reads the row, once a second at most, so that a hot request pays nothing.
    When the database does not answer in time, the last good value stays in use.
    Published keys outlive an outage.
    """

    def __init__(self, database: Database, name: str, load: Callable[[Transaction], Value]) -> None:
        self._database = database
        self._name = name
        self._load = load
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._held: tuple[int, Value] | None = None
        self._checked = float("-inf")
        self._changes = self._held_changes = 0
        self._look: _Look | None = None

    def get(self) -> Value:
        """Return the value. Raises the database's error when none was ever read."""
        held = self._held
        if held is None:
            return self._first()
        if time.monotonic() - self._checked >= _RECHECK_SECONDS:
            self._look_again()
            held = self._held or held
        return held[1]

    def forget(self) -> None:
        """Read again at the next use: for the process that made the change itself."""
        with self._lock:
            # A read under way may have the former value: it does not count any more.
            self._changes += 1
            self._checked = float("-inf")

    def _first(self) -> Value:
        # There is no value to use meanwhile: callers wait as long as the database takes.
        with self._loading:
            if self._held is None:
                changes, held = self._changes, self._read(None)
                self._keep(held, changes)
                return held[1]
        return self.get()

    def _look_again(self) -> None:
        with self._lock:
            look = self._look
            if look is None or look.changes != self._changes:
                is_stale = self._held_changes != self._changes
                patience = _OWN_CHANGE_SECONDS if is_stale else _PATIENCE_SECONDS
                self._look = look = _Look(self._changes, patience)
                look.start(self._looked)
        look.wait()

    def _looked(self, look: "_Look") -> None:
        held = self._held
        try:
            held = self._read(held)
        except Exception as error:  # noqa: BLE001 - whatever it is, what is known stands
            _log.warning("cannot look whether %s changed; keeping what is known", self._name)
            _log.debug("because", exc_info=error)
        if held is not None:
            self._keep(held, look.changes)
        with self._lock:
            if self._look is look:
                self._look = None

    def _read(self, held: tuple[int, Value] | None) -> tuple[int, Value]:
        with self._database.reading(admitted=held is None) as tx:
            version = tx.row(_FIND, name=self._name) or 0
            if held is not None and held[0] == version:
                return held
            return version, self._load(tx)

    def _keep(self, held: tuple[int, Value], changes: int) -> None:
        with self._lock:
            overtaken = changes != self._changes
            # A value that a change overtook is not the latest, but newer than the known one.
            if self._held is None or not overtaken or held[0] > self._held[0]:
                self._held = held
                self._held_changes = changes
            if not overtaken:
                self._checked = time.monotonic()


class _Look:
    """One read of the database, in a thread of its own."""

    def __init__(self, changes: int, patience_seconds: float) -> None:
        self.changes = changes
        self._until = time.monotonic() + patience_seconds
        self._ended = threading.Event()

    def start(self, look: Callable[["_Look"], None]) -> None:
        """Start it."""

        def run() -> None:
            try:
                look(self)
            finally:
                self._ended.set()

        threading.Thread(target=run, name="watched", daemon=True).start()

    def wait(self) -> None:
        """Wait until it has ended or taken too long."""
        if (left := self._until - time.monotonic()) > 0:
            self._ended.wait(left)
