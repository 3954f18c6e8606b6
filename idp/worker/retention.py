"""Deleting what `idp/retention` no longer retains."""

from idp.clock import Clock
from idp.retention import RECORD, RETAINED, TOLD, PurgeChunk, RetentionSchedule
from idp.storage import Database

_CHUNK = 500


class Purge:
    """Deletes rows older than their rule allows, as administrators have set it.

    `record` deletes the oldest events of the record, which keeps a chain of the others; `issued`
    the oldest issued claims, which the record counts.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        record: PurgeChunk | None = None,
        issued: PurgeChunk | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._schedule = RetentionSchedule(clock=clock)
        self._deletions = [(each.rule.name, each.deletion()) for each in RETAINED]
        if record is not None:
            self._deletions.append((RECORD.name, record))
        if issued is not None:
            self._deletions.append((TOLD.name, issued))

    def run_once(self) -> int:
        """Delete one chunk of each table, each in a transaction of its own; return the rows."""
        with self._database.reading() as tx:
            kept = self._schedule.seconds(tx)
        deleted = {}
        for name, delete in self._deletions:
            before = self._clock.seconds() - kept[name]
            with self._database.writing() as tx:
                deleted[name] = delete(tx, before=before, chunk=_CHUNK)
        with self._database.writing() as tx:
            self._schedule.note_round(tx, deleted)
        return sum(deleted.values())
