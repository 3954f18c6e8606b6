"""Writes sorted contacts under an import's number, in transactions short enough for sign-ins."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from idp.clock import Clock
from idp.errors import Refused
from idp.keys.vault import Vault
from idp.registry.contact import contact_mac
from idp.registry.importing import table
from idp.registry.importing.gathering import Contact
from idp.storage import Database, Transaction

# Some 50 ms each on SQLite, where every other writer waits.
_CHUNK = 10_000
_HEARD_EVERY_SECONDS = 5
_READ_PERCENT = 60
_STAGED_PERCENT = 95

TAKEN_OVER = "registry.taken_over"
"""The refusal of an attempt that lost its lease."""

Progress = Callable[[str, int, int], None]
"""Called at intervals with `reading` or `staging`, how much is done, and of how much."""


class Lease(Struct, frozen=True):
    """The right to stage an import: lost when another attempt begins."""

    import_id: int
    attempts: int


class Heartbeat:
    """Reports the progress of an import to `progress` and the database."""

    def __init__(
        self, *, database: Database, clock: Clock, lease: Lease, progress: Progress
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._progress = progress
        self._heard_at = clock.seconds()
        self._percent = 0

    def __call__(self, phase: str, done: int, whole: int) -> None:
        """Report it. Raises Refused when the lease was lost."""
        self._progress(phase, done, whole)
        share = min(1.0, done / max(1, whole))
        if phase == "reading":
            self._percent = int(share * _READ_PERCENT)
        else:
            self._percent = _READ_PERCENT + int(share * (_STAGED_PERCENT - _READ_PERCENT))
        if self._clock.seconds() - self._heard_at >= _HEARD_EVERY_SECONDS:
            with self._database.writing() as tx:
                self.keep(tx, 0)

    def keep(self, tx: Transaction, staged: int) -> None:
        """Count `staged` more contacts. Raises Refused when the lease was lost."""
        self._heard_at = self._clock.seconds()
        kept = tx.run(
            table.KEEP_STAGING,
            import_id=self._lease.import_id,
            attempts=self._lease.attempts,
            staged=staged,
            progress=self._percent,
            now=self._heard_at,
        )
        if kept != 1:
            raise Refused(TAKEN_OVER)


class Staging:
    """One import being staged; `contacts` counts those written, by organisation.

    `ends` are the different ends of access in each organisation, in seconds.
    """

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        lease: Lease,
        organisations: Iterable[str],
        heartbeat: Heartbeat,
        found: int,
    ) -> None:
        self._database = database
        self._vault = vault
        self._lease = lease
        self._heartbeat = heartbeat
        self._found = found
        self._written = 0
        self.contacts = dict.fromkeys(organisations, 0)
        self.ends: set[tuple[str, int]] = set()

    def write(self, contacts: Iterable[Contact]) -> None:
        """Write `contacts`, which come in order. Raises Refused when the lease was lost."""
        chunk: list[tuple[object, ...]] = []
        for contact in contacts:
            self.contacts[contact[3]] += 1
            if contact[8] is not None:
                self.ends.add((contact[3], contact[8]))
            row = (*contact[:2], self._lease.import_id, *contact[3:])
            chunk.append((*row, contact_mac(self._vault, (*row, None))))
            if len(chunk) >= _CHUNK:
                self._write(chunk)
                chunk = []
        if chunk:
            self._write(chunk)

    def _write(self, chunk: list[tuple[object, ...]]) -> None:
        with self._database.writing() as tx:
            self._heartbeat.keep(tx, len(chunk))
            tx.load(table.LOAD_CONTACTS, chunk)
        self._written += len(chunk)
        self._heartbeat("staging", self._written, self._found)
