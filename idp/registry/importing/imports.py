"""Writes contacts into the database beside those in force, and compares the two."""

import json
from collections.abc import Mapping

from msgspec import structs

from idp.clock import HOUR, Clock
from idp.collecting import not_collecting
from idp.errors import OperationError, Refused, Unknown
from idp.files.problem import wrong_file
from idp.keys.vault import Vault
from idp.normalisation.fiche_number import shown_lengths
from idp.registry.importing import table
from idp.registry.importing.diff import compare
from idp.registry.importing.formats import ExportFile
from idp.registry.importing.gathering import Gathered
from idp.registry.importing.lifecycle import hold_registry, imported
from idp.registry.importing.model import Import, sealed_name
from idp.registry.importing.problem_rows import keep_problems, kept_refusal
from idp.registry.importing.profile import wrong_profile
from idp.registry.importing.purging import Purging
from idp.registry.importing.reading import read_file
from idp.registry.importing.report import Report
from idp.registry.importing.rows import ExportSource
from idp.registry.importing.settling import Settling
from idp.registry.importing.staging import TAKEN_OVER, Heartbeat, Lease, Progress, Staging
from idp.settings import RegistrySettings
from idp.storage import Database, Transaction

_SILENT_SECONDS = 120
_ATTEMPTS = 3
_DIED = {"key": "registry.died", "values": {}}


class Imports:
    """Takes the database, not transactions: an import takes many, and is visible after the last."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        clock: Clock,
        settings: RegistrySettings,
        accented_addresses: bool = False,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._settings = settings
        self._accented_addresses = accented_addresses
        self.keeping = Purging(
            database=database, vault=vault, clock=clock, kept=settings.kept_imports
        )

    def begin(self, *, profile: str, file_name: str, actor: str, taken_at: int) -> Lease:
        """Begin to stage a local file; no worker will lease it."""
        with self._database.writing() as tx:
            import_id = tx.row(
                table.BEGIN,
                profile=profile,
                file_name_sealed=sealed_name(file_name, self._vault),
                received_by=actor,
                taken_at=taken_at,
                now=self._clock.seconds(),
            )
        if import_id is None:
            raise OperationError("the database gave the import no number")
        return Lease(import_id, 1)

    def lease(self) -> Import | None:
        """Take the oldest import that waits to be staged, if any; fail those whose worker died."""
        now = self._clock.seconds()
        with self._database.reading() as tx:
            if tx.row(table.ANY_RECEIVED) is None:
                return None
        with self._database.writing() as tx:
            row = tx.row(table.LEASE, now=now)
        if row is None:
            return None
        leased = imported(row, self._vault)
        if leased.attempts > 1:
            # Delete what the dead worker wrote, in chunks of which the last may be uncounted.
            self.keeping.delete_contacts(leased.id, self._staged_contacts(leased.id))
        return leased

    def revive(self) -> int:
        """Let imports whose worker died be staged again, or fail; return how many."""
        silent_since = self._clock.seconds() - _SILENT_SECONDS
        with self._database.reading() as tx:
            if tx.row(table.ANY_SILENT, silent_since=silent_since) is None:
                return 0
        with self._database.writing() as tx:
            return tx.run(
                table.REVIVE,
                silent_since=silent_since,
                attempts=_ATTEMPTS,
                problem=json.dumps(_DIED),
            )

    def stage(self, lease: Lease, arrival: ExportFile, progress: Progress) -> Report:
        """Read an export and write it beside the registry in force; report what it would change.

        Rows that cannot be used are left out and listed, also when the file is refused. Raises
        Refused for a doubtful file.
        """
        heartbeat = self._heartbeat(lease, progress)
        with not_collecting(), Gathered() as gathered:
            try:
                report = self._stage(lease, arrival, heartbeat, gathered)
            except Refused as refusal:
                # Else another attempt lists them.
                if refusal.key != TAKEN_OVER:
                    self._keep_problems(lease, gathered)
                raise
            self._keep_problems(lease, gathered)
        return self.compared(report)

    def _keep_problems(self, lease: Lease, gathered: Gathered) -> None:
        problems, now = gathered.problems.listed(), self._clock.seconds()
        keep_problems(self._database, lease.import_id, problems, now=now)

    def _stage(
        self, lease: Lease, arrival: ExportFile, heartbeat: Heartbeat, gathered: Gathered
    ) -> Report:
        if arrival.profile.fiche_digits not in self._settings.fiche_digits:
            raise wrong_profile(
                "registry.profile_length",
                length=arrival.profile.fiche_digits,
                lengths=shown_lengths(self._settings.fiche_digits),
            )
        source = ExportSource(
            arrival,
            self._vault,
            self._clock.seconds(),
            lease.import_id,
            accented_addresses=self._accented_addresses,
        )
        read = read_file(source, gathered, heartbeat)
        settling = Settling(gathered, read)
        staging = Staging(
            database=self._database,
            lease=lease,
            heartbeat=heartbeat,
            found=read.found,
        )
        staging.write(settling)
        left_out = gathered.problems.rows_left_out
        self._check_left_out(arrival, left_out, read.rows)
        with self._database.writing() as tx:
            heartbeat.keep(tx, 0)
            _write_parts(tx, lease, read.organisations, staging)
            _write_schools(tx, lease, read.schools)
        return Report(
            import_id=lease.import_id,
            taken_at=self._get(lease.import_id).taken_at,
            rows=read.rows,
            without_address=read.without_address,
            duplicates=settling.duplicates,
            unmatched=read.unmatched,
            left_out=left_out,
            changes=(),
        )

    def _check_left_out(self, arrival: ExportFile, left_out: int, rows: int) -> None:
        percent = self._settings.unusable_threshold_percent
        few = left_out <= self._settings.unusable_threshold_count
        if few or left_out * 100 <= percent * max(rows, left_out):
            return
        raise wrong_file(
            "registry.file_unusable",
            file=arrival.called or arrival.path.name,
            count=left_out,
            percent=percent,
        )

    def restore(self, lease: Lease, restored: int, progress: Progress) -> Report:
        """Write the contacts of an earlier import beside the registry in force; report likewise.

        Raises Refused when none of them are kept.
        """
        with self._database.reading() as tx:
            parts = tx.rows(table.LIST_RESTORABLE, import_id=restored)
        if not parts:
            raise Refused("registry.not_kept")
        heartbeat = self._heartbeat(lease, progress)
        staging = Staging(
            database=self._database,
            lease=lease,
            heartbeat=heartbeat,
            found=sum(part.contacts for part in parts),
        )
        for part in parts:
            if not part.packed:
                for _ in self.keeping.pack(restored, part.organisation, part.contacts):
                    pass
            staging.write(self.keeping.unpack(restored, part.organisation, under=lease.import_id))
        with self._database.writing() as tx:
            heartbeat.keep(tx, 0)
            names = {part.organisation: part.organisation_name for part in parts}
            _write_parts(tx, lease, names, staging)
            for organisation in names:
                tx.run(
                    table.COPY_SCHOOLS,
                    import_id=lease.import_id,
                    restored=restored,
                    organisation=organisation,
                )
        rows = sum(staging.contacts.values())
        report = Report(
            import_id=lease.import_id,
            taken_at=self._get(lease.import_id).taken_at,
            rows=rows,
            without_address=0,
            duplicates=0,
            changes=(),
            restores=restored,
        )
        return self.compared(report)

    def staged(self, lease: Lease, report: Report) -> bool:
        """Let the import wait for a decision; False when it must be compared again.

        Another one may have come into force since. Raises Refused when the lease was lost.
        """
        expires_at = self._clock.seconds() + self._settings.approval_hours * HOUR
        with self._database.writing() as tx:
            hold_registry(tx)
            if tx.row(table.STALE, import_id=lease.import_id) is not None:
                tx.run(table.REBASE, import_id=lease.import_id)
                return False
            kept = tx.run(
                table.STAGED,
                import_id=lease.import_id,
                attempts=lease.attempts,
                report=report.written(),
                expires_at=expires_at,
            )
        if kept != 1:
            raise Refused(TAKEN_OVER)
        return True

    def compared(self, report: Report) -> Report:
        """Return the report with what would change if the import came into force now."""
        now = self._clock.seconds()
        changes, losses = compare(self._database, report.import_id, now=now)
        return structs.replace(report, changes=changes, losses=losses)

    def fail(self, lease: Lease, problem: Refused) -> None:
        """Record why a file cannot be imported; what was staged of it will be deleted."""
        text = kept_refusal(problem)
        with self._database.writing() as tx:
            tx.run(table.FAILED, import_id=lease.import_id, attempts=lease.attempts, problem=text)

    def _heartbeat(self, lease: Lease, progress: Progress) -> Heartbeat:
        return Heartbeat(database=self._database, clock=self._clock, lease=lease, progress=progress)

    def _get(self, import_id: int) -> Import:
        with self._database.reading() as tx:
            row = tx.row(table.FIND, import_id=import_id)
        if row is None:
            raise Unknown("registry.no_such_import")
        return imported(row, self._vault)

    def _staged_contacts(self, import_id: int) -> int:
        with self._database.reading() as tx:
            return tx.row(table.COUNT_STAGED, import_id=import_id) or 0


def _write_parts(
    tx: Transaction, lease: Lease, organisations: Mapping[str, str], staging: Staging
) -> None:
    tx.run_many(
        table.ADD_PART,
        [
            {
                "import_id": lease.import_id,
                "organisation": organisation,
                "organisation_name": name,
                "contacts": staging.contacts[organisation],
            }
            for organisation, name in organisations.items()
        ],
    )
    tx.run_many(
        table.ADD_END,
        [
            {"import_id": lease.import_id, "organisation": organisation, "until_at": until}
            for organisation, until in staging.ends
        ],
    )


def _write_schools(tx: Transaction, lease: Lease, schools: Mapping[tuple[str, str], str]) -> None:
    tx.run_many(
        table.ADD_SCHOOL,
        [
            {
                "import_id": lease.import_id,
                "organisation": organisation,
                "code": code,
                "name": name,
            }
            for (organisation, code), name in schools.items()
        ],
    )
