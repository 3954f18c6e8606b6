"""Writes sorted contacts under an import's number, in transactions short enough for sign-ins."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from operator import itemgetter
from typing import Literal

from msgspec import Struct

from idp.clock import Clock
from idp.errors import Refused
from idp.registry.importing import table
from idp.registry.importing.gathering import Contact
from idp.storage import Database, Transaction

# Some 50 ms each on SQLite, where every other writer waits.
_CHUNK = 10_000
# A page that shows the progress asks every two seconds.
_HEARD_EVERY_SECONDS = 1
_READ_PERCENT = 60
_STAGED_PERCENT = 95
_DIGITS = 3
# Of a contact.
_ORGANISATION, _END, _ROW = itemgetter(3), itemgetter(3, 8), itemgetter(slice(-1))

TAKEN_OVER = "registry.taken_over"
"""The refusal of an attempt that lost its lease."""


class Advance(Struct, frozen=True):
    """How much of the phase `reading` or `staging` is `done`, of how much; `rows` read so far."""

    phase: Literal["reading", "staging"]
    done: int
    whole: int
    rows: int = 0

    @property
    def share(self) -> float:
        """The share of the phase that is done, from 0 to 1."""
        return min(1.0, self.done / max(1, self.whole))

    @property
    def expected_rows(self) -> int:
        """About how many rows there are, by the length of those that were read: three digits."""
        expected = round(self.rows / self.share) if self.share else 0
        unit = 10 ** max(0, len(str(expected)) - _DIGITS)
        return expected if self.share == 1.0 else round(expected / unit) * unit


Progress = Callable[[Advance], None]
"""Called at intervals."""


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
        self._percent = self._rows_read = self._rows_expected = 0

    def __call__(self, advance: Advance) -> None:
        """Report it. Raises Refused when the lease was lost."""
        self._progress(advance)
        if advance.phase == "reading":
            self._percent = int(advance.share * _READ_PERCENT)
            self._rows_read, self._rows_expected = advance.rows, advance.expected_rows
        else:
            self._percent = _READ_PERCENT + int(advance.share * (_STAGED_PERCENT - _READ_PERCENT))
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
            rows_read=self._rows_read,
            rows_expected=self._rows_expected,
            now=self._heard_at,
        )
        if kept != 1:
            raise Refused(TAKEN_OVER)


class Staging:
    """One import being staged; `contacts` counts those written, by organisation."""

    def __init__(
        self,
        *,
        database: Database,
        lease: Lease,
        heartbeat: Heartbeat,
        found: int,
    ) -> None:
        self._database = database
        self._lease = lease
        self._heartbeat = heartbeat
        self._found = found
        self._written = 0
        self.contacts: Counter[str] = Counter()
        self._ends: set[tuple[str, int | None]] = set()

    @property
    def ends(self) -> list[tuple[str, int]]:
        """The different ends of access in each organisation, in seconds."""
        return sorted((code, until) for code, until in self._ends if until is not None)

    def write(self, contacts: Iterable[Contact]) -> None:
        """Write `contacts`, which come in order, with the MACs of this import's.

        Raises Refused when the lease was lost.
        """
        waiting = iter(contacts)
        while chunk := list(islice(waiting, _CHUNK)):
            self.contacts.update(map(_ORGANISATION, chunk))
            self._ends.update(map(_END, chunk))
            with self._database.writing() as tx:
                self._heartbeat.keep(tx, len(chunk))
                tx.load(table.LOAD_CONTACTS, map(_ROW, chunk))
            self._written += len(chunk)
            self._heartbeat(Advance("staging", self._written, self._found))
            chunk.clear()  # else it stays while the next one is taken
