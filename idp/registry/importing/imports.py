"""The course of an import: stage, compare, then publish or discard."""

from pathlib import Path

from idp.clock import Clock
from idp.errors import OperationError
from idp.keys.vault import Vault
from idp.registry import table
from idp.registry.importing.profile import Profile
from idp.registry.importing.purging import purge
from idp.registry.importing.reading import Progress, Read, Source, read_file
from idp.registry.importing.report import Change, Report, Staged
from idp.registry.importing.sorting import SortedContacts
from idp.registry.importing.staging import Staging, keep_staging
from idp.settings import RegistrySettings
from idp.storage import Database, Transaction


class Imports:
    """Takes the database, not transactions: an import is many, and only the last one shows."""

    def __init__(
        self, *, database: Database, vault: Vault, clock: Clock, settings: RegistrySettings
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._settings = settings

    def stage(self, path: Path, profile: Profile, *, taken_at: int, progress: Progress) -> Staged:
        """Read `path` and write it beside the registry in force; report what it would change.

        Raises OperationError naming line and column of what is wrong; nothing is kept then.
        """
        source = Source(path, profile, self._vault, self._clock.seconds())
        with SortedContacts() as contacts:
            read = read_file(source, contacts, progress)
            import_id = self._begin(taken_at)
            done = 0

            def staged(count: int) -> None:
                nonlocal done
                done += count
                progress("staging", done, read.found)

            staging = Staging(
                database=self._database,
                import_id=import_id,
                organisations=read.organisations,
                staged=staged,
            )
            try:
                staging.write(contacts, path=str(path))
                changes = self._compare(import_id, staging, read)
            except OperationError:
                self.discard(import_id)
                raise
        report = Report(
            import_id=import_id,
            taken_at=taken_at,
            rows=read.rows,
            without_address=read.without_address,
            duplicates=staging.duplicates,
            changes=changes,
        )
        return Staged(report, read.schools)

    def check(self, report: Report, *, allow_removals: bool, allow_older: bool) -> None:
        """Raise OperationError when `report` takes away too much, or goes back in time."""
        limit = self._settings.removal_threshold_percent
        for change in report.changes:
            older = report.taken_at < (change.base_taken_at or 0)
            if older and not allow_older:
                raise OperationError(
                    f"organisation {change.organisation}: the registry in force was taken "
                    "later than this file; --allow-older imports it all the same"
                )
            if change.removed * 100 > limit * change.before and not allow_removals:
                raise OperationError(
                    f"organisation {change.organisation}: {change.removed} of {change.before} "
                    f"contacts would lose access, more than {limit} %; "
                    "--allow-removals imports it all the same"
                )

    def publish(self, tx: Transaction, staged: Staged, report: Report) -> None:
        """Bring a staged import into force, and keep `report`.

        Raises OperationError when another import took over.
        """
        _write_schools(tx, staged)
        tx.run(table.ADD_ORGANISATIONS, import_id=report.import_id)
        tx.run(table.PUBLISH, import_id=report.import_id, taken_at=report.taken_at)
        values = {"import_id": report.import_id, "report": report.written()}
        if tx.run(table.PUBLISHED, now=self._clock.seconds(), **values) != 1:
            raise OperationError("another import began meanwhile; this one was given up")

    def discard(self, import_id: int) -> None:
        """Give up a staged import and delete its rows."""
        with self._database.writing() as tx:
            tx.run(table.DISCARD, import_id=import_id)
        self.purge()

    def purge(self) -> None:
        """Delete what is neither in force nor kept."""
        purge(self._database, kept=self._settings.kept_imports)

    def _begin(self, taken_at: int) -> int:
        with self._database.writing() as tx:
            tx.run(table.TAKE_OVER)
            row = tx.row(table.BEGIN_IMPORT, now=self._clock.seconds(), taken_at=taken_at)
        self.purge()
        if row is None:
            raise OperationError("the database gave the import no number")
        return int(row[0])

    def _compare(self, import_id: int, staging: Staging, read: Read) -> tuple[Change, ...]:
        now = self._clock.seconds()
        with self._database.writing() as tx:
            keep_staging(tx, import_id, 0)
            _write_parts(tx, import_id, staging, read)
        with self._database.reading() as tx:
            parts = tx.rows(table.IN_FORCE, import_id=import_id)
            old = {
                organisation: tuple(int(count) for count in counts)
                for organisation, *counts in tx.rows(
                    table.COUNT_OLD, import_id=import_id, now=now, none=b""
                )
            }
            new: dict[str, int] = dict(tx.rows(table.COUNT_NEW, import_id=import_id, now=now))
        changes = []
        for organisation, name, _, base, base_taken_at in parts:
            before, removed, changed = old.get(organisation, (0, 0, 0))
            after = int(new.get(organisation, 0))
            changes.append(
                Change(
                    organisation=organisation,
                    name=name,
                    base=base,
                    base_taken_at=base_taken_at,
                    before=before,
                    after=after,
                    added=after - (before - removed),
                    removed=removed,
                    changed=changed,
                )
            )
        return tuple(changes)


def _write_parts(tx: Transaction, import_id: int, staging: Staging, read: Read) -> None:
    tx.run_many(
        table.ADD_PART,
        [
            {
                "import_id": import_id,
                "organisation": organisation,
                "organisation_name": name,
                "contacts": staging.contacts[organisation],
            }
            for organisation, name in read.organisations.items()
        ],
    )


def _write_schools(tx: Transaction, staged: Staged) -> None:
    tx.run_many(
        table.PUT_SCHOOL,
        [
            {"organisation": organisation, "code": code, "name": name}
            for (organisation, code), name in staged.schools.items()
        ],
    )
