"""Checks regularly whether the database went back, and records its position.

A process that answers requests checks before the first, a second after each of them, and every half
minute; so does the worker. It records the position in a file by the encryption key (`memory`). A
database behind that file was restored to an earlier day: it cannot be relied upon, since what was
ended since is valid again. It is refused until an operator decides (`parvis db restored`). One
machine that remembers is enough: it says so in the database.
"""

import logging
import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from msgspec import structs

from idp.audit.following import (
    entries,
    events_of,
    find_head,
    is_there,
    last_before,
)
from idp.audit.records import RecordedEvent
from idp.clock import DAY, Clock, as_datetime
from idp.continuity import table
from idp.continuity.mark import DatabasePosition, HighWaterMark
from idp.continuity.memory import Memory, Remembered
from idp.errors import DatabaseWentBackError, SettingsError
from idp.keys.vault import Vault
from idp.storage import Database, Transaction

KEPT_SECONDS = 35 * DAY
"""For how long events are kept outside: a backup is not older, or it is not known what it lost."""
_PAUSE_SECONDS = 1.0
_IDLE_SECONDS = 30.0
_WAY_ON = "run `parvis db restored` (docs/backups.md)"

_log = logging.getLogger(__name__)


class Continuity:
    """The check in one process. Without a `folder` nothing is recorded and nothing detected."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        clock: Clock,
        folder: str,
        kinds: frozenset[str],
    ) -> None:
        self._database = database
        self._clock = clock
        self._kinds = kinds
        identity = vault.mac("continuity", "database").hex()[:16]
        self.memory = Memory(Path(folder), identity) if folder else None
        self.problem: str | None = None
        """Why nothing is kept, in a sentence; None while it is."""
        self._follows = False
        self._process = 0
        self._busy = threading.Event()
        self._trim_at = 0

        self.refusal: str | None = None
        """Why nothing is to be done with this database, in a sentence; None: it is served."""

    def check(self) -> None:
        """Raise DatabaseWentBackError when it is known that the database went back."""
        if self.refusal is not None:
            raise DatabaseWentBackError(self.refusal)

    def request_began(self) -> None:
        """Note that the database may change, and raise as `check`; a process first compares.

        It records a second later, as after every request: no answer waits for a disk.
        """
        if self._follows and self._process != os.getpid():
            try:
                self._watch()
                self._compare()
            except Exception:  # noqa: BLE001 - what needs no database does not wait for one
                _log.warning("cannot see how far the database has come")
        # Setting it takes a lock, and it stands until the second is over.
        if not self._busy.is_set():
            self._busy.set()
        self.check()

    def follow_in_each_process(self) -> None:
        """Have this process, and each forked from it, follow from its first request on.

        Raises DatabaseWentBackError: a server that could only refuse does not start.
        """
        self._follows = True
        # It is in use from the first request on: a start after a clean end writes nothing.
        self.look(at_work=False)
        self.check()

    def follow(self) -> None:
        """Check now, and from now on in a thread of this process."""
        self._watch()
        self.look()

    def _watch(self) -> None:
        self._process = os.getpid()
        threading.Thread(target=self._follow, daemon=True, name="continuity").start()

    def _follow(self) -> None:
        while True:
            is_busy = self._busy.wait(_IDLE_SECONDS)
            self._busy.clear()
            time.sleep(_PAUSE_SECONDS)  # what was asked for is committed by then
            try:
                self.look(at_work=is_busy)
            except Exception:  # noqa: BLE001 - a database that restarts must not end the watch
                _log.warning("cannot see how far the database has come")

    def look(self, *, at_work: bool = True) -> None:
        """Compare, then record the database's position; `at_work`: it is in use now.

        Raises what the database raises.
        """
        self._compare()
        if self.refusal is not None:
            return
        now = self._clock.seconds()
        with self._database.reading() as tx:
            position = find_position(tx)
        if at_work:
            position = structs.replace(position, seen_at=max(position.seen_at, now))
        if at_work or not self._is_kept(position.mark):
            # What a reader sees may be on one disk alone, and lost with it: a commit that waits for
            # a replica is seen once its wait is cancelled. What came before a commit that is
            # acknowledged is on as many disks as that.
            with self._database.writing() as tx:
                tx.run(table.NOTE_SEEN, now=position.seen_at)
        self._keep(now, position)

    def _compare(self) -> None:
        """See whether the database is to be refused; when it is behind, say so in it."""
        sentence, is_behind = self.compared()
        if sentence != self.refusal:
            _log.critical(sentence or "the database is where it was left: going on")
            self.refusal = sentence
        if is_behind:
            with self._database.writing() as tx:
                tx.run(table.REFUSE, now=self._clock.seconds())

    def compared(self) -> tuple[str | None, bool]:
        """Return why the database is refused, in a sentence, and whether it is behind our mark.

        None: it is not refused. Writes nothing.
        """
        # The file first: its mark was in the database before.
        try:
            remembered = self.memory.read() if self.memory else None
        except SettingsError as error:
            return str(error), False
        with self._database.reading() as tx:
            position = find_position(tx)
            if remembered is not None and went_back(tx, remembered.mark, position):
                return _sentence(remembered.mark, position.mark), True
        if position.refused_at is not None:
            at = _moment(position.refused_at)
            return f"another machine found at {at} that the database went back: {_WAY_ON}", False
        return None, False

    def lost(self) -> tuple[RecordedEvent, ...] | None:
        """Return the recorded events that the database lost; None: they are not known."""
        remembered = self.memory.read() if self.memory else None
        if self.memory is None or remembered is None:
            return None
        found: list[RecordedEvent] = []
        with self._database.reading() as tx:
            position = find_position(tx)
            if not went_back(tx, remembered.mark, position):
                return None
            for event in reversed(self.memory.events()):
                if is_there(tx, position.head, event.seq, event.hash):
                    return tuple(reversed(found))
                found.append(event)
            if is_there(tx, position.head, remembered.since_seq, remembered.since_hash):
                return tuple(reversed(found))
        return None

    def declare(self, tx: Transaction) -> int:
        """Begin a new generation: return the time up to which what was issued is void.

        Later than any that this machine knows of, so that no generation comes twice.
        """
        remembered = self.memory.read() if self.memory else None
        known = remembered.mark if remembered else None
        mark = find_position(tx).mark
        restored_at = max(
            self._clock.seconds(), *(each.restored_at + 1 for each in (mark, known) if each)
        )
        seen_at = max(restored_at, *(each.seen_at for each in (mark, known) if each))
        tx.run(table.DECLARE, restored_at=restored_at, seq=mark.seq, seen_at=seen_at)
        return restored_at

    def _is_kept(self, mark: HighWaterMark) -> bool:
        remembered = self.memory.read() if self.memory else None
        return self.memory is None or (remembered is not None and remembered.mark == mark)

    def _keep(self, now: int, position: DatabasePosition) -> None:
        if self.memory is None:
            self.problem = "database.anchor_folder is empty"
            return
        try:
            with self.memory.locked():
                self._advance(self.memory, position)
                if now >= self._trim_at and (remembered := self.memory.read()) is not None:
                    self.memory.trim(remembered, now - KEPT_SECONDS)
                    self._trim_at = now + DAY
        except OSError as error:
            if self.problem is None:
                _log.warning("nothing outside of the database says how far it had come: %s", error)
            self.problem = f"{self.memory.path} cannot be written ({error.strerror})"
        else:
            self.problem = None

    def _advance(self, memory: Memory, position: DatabasePosition) -> None:
        remembered, mark = memory.read(), position.mark
        with self._database.reading() as tx:
            if remembered is None:
                # The record of the last weeks replaces having watched them.
                since = last_before(tx, position.head, self._clock.seconds() - KEPT_SECONDS)
                events = events_of(tx, self._kinds, after=since[0], to=mark.seq)
                memory.keep(Remembered(mark, *since), events)
                return
            if remembered.mark == mark or went_back(tx, remembered.mark, position):
                return
            after = remembered.mark.seq
            if mark.restored_at > remembered.mark.restored_at:
                after = min(after, position.restored_seq)
            new = self._ending(entries(tx, after=after, to=mark.seq))
            memory.keep(structs.replace(remembered, mark=mark), new)

    def _ending(self, found: Iterable[RecordedEvent]) -> tuple[RecordedEvent, ...]:
        return tuple(each for each in found if each.kind in self._kinds)


def find_position(tx: Transaction) -> DatabasePosition:
    """Return the database's position."""
    row = tx.row(table.FIND)
    if row is None:
        raise RuntimeError("the database does not say when it was restored")
    return DatabasePosition(
        find_head(tx), row.restored_at, row.restored_seq, row.seen_at, row.refused_at
    )


def went_back(tx: Transaction, before: HighWaterMark, position: DatabasePosition) -> bool:
    """Return whether the database is behind `before`, or diverged from it."""
    if position.restored_at != before.restored_at:
        return position.restored_at < before.restored_at
    if position.seen_at < before.seen_at:
        return True
    return not is_there(tx, position.head, before.seq, before.hash)


def _sentence(before: HighWaterMark, now: HighWaterMark) -> str:
    return (
        f"the database went back: it is as of {_moment(now.seen_at)} (event {now.seq}), and this "
        f"machine has seen it at {_moment(before.seen_at)} (event {before.seq}): {_WAY_ON}"
    )


def _moment(seconds: int) -> str:
    return f"{as_datetime(seconds):%Y-%m-%d %H:%M:%S} UTC" if seconds else "an unknown time"
