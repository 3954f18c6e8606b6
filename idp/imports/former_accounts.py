"""The course of an import of accounts: by a command at once, or by upload, worker and decision.

What it writes opens nothing and proves nothing, so one person decides (docs/decisions/0044).
"""

import re
from pathlib import Path

from msgspec import Struct

from idp.audit import Audit
from idp.audit.account_import_events import (
    AccountsAccepted,
    AccountsImported,
    AccountsImportFailed,
    AccountsReceived,
    AccountsRejected,
    FormerAccountsDiscarded,
)
from idp.clock import Clock
from idp.errors import Refused
from idp.files.uploads import ByteStream, Uploads, shown_name
from idp.imported_accounts.importing.discarding import discard_waiting
from idp.imported_accounts.importing.imports import (
    AccountArrival,
    AccountImports,
    AccountProgress,
)
from idp.imported_accounts.importing.lifecycle import AccountLifecycle
from idp.imported_accounts.importing.model import (
    AccountImport,
    AccountImportState,
    AccountLease,
    AccountReport,
)
from idp.imported_accounts.reading import FORMATS, AccountFile
from idp.part import Part
from idp.settings import RegistrySettings
from idp.storage import Database

_SYSTEM = "house"
_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class AccountsRequest(Struct, frozen=True, kw_only=True):
    """A command's import; without `writes` it only says what it would do."""

    path: Path
    source: str
    format_name: str
    writes: bool


class AccountDecisions(Part):
    """Opens its own transactions: an import takes many."""

    database: Database
    imports: AccountImports
    lifecycle: AccountLifecycle
    uploads: Uploads
    audit: Audit
    clock: Clock
    settings: RegistrySettings

    def run(
        self, request: AccountsRequest, *, actor: str, progress: AccountProgress
    ) -> tuple[int, AccountReport]:
        """Import a local file, or only compare it. Raises Refused when the file is doubtful."""
        check_source(request.source)
        with self.database.writing() as tx:
            lease = self.lifecycle.begin(
                tx,
                source=request.source,
                format_name=request.format_name,
                name=shown_name(request.path.name),
                actor=actor,
                writes=request.writes,
            )
        try:
            file = self._file(request.path, request.format_name, request.path.name)
            arrival = AccountArrival(file, request.source, request.writes)
            state = AccountImportState.IMPORTED if request.writes else AccountImportState.TRIED
            return lease.import_id, self._carried_out(lease, arrival, state, actor, progress)
        except Refused as problem:
            # By it, the caller can list the problems of its lines.
            problem.values["import_id"] = lease.import_id
            raise

    def upload(
        self, stream: ByteStream, *, name: str, source: str, format_name: str, actor: str
    ) -> int:
        """Keep a file while it arrives, for the worker; return the import's number.

        Raises Refused when it is too long.
        """
        check_source(source)
        file = self.uploads.receive(stream)
        try:
            with self.database.writing() as tx:
                import_id = self.lifecycle.receive(
                    tx,
                    source=source,
                    format_name=format_name,
                    file=file,
                    name=shown_name(name),
                    actor=actor,
                )
                event = AccountsReceived(
                    actor=actor, import_id=import_id, source=source, format=format_name
                )
                self.audit.record(tx, event)
        except BaseException:
            self.uploads.remove(file)
            raise
        return import_id

    def work(self) -> bool:
        """Compare or import the oldest file that waits for it; tell whether there was one."""
        with self.database.reading() as tx:
            if not self.lifecycle.is_any_due(tx):
                return False
        with self.database.writing() as tx:
            leased = self.lifecycle.lease(tx)
        if leased is None:
            return False
        lease = AccountLease(leased.id, leased.attempts)
        try:
            self._work(lease, leased)
        except Refused:
            return True  # it is in its row
        return True

    def accept(self, actor: str, import_id: int) -> None:
        """Let the worker import a compared file. Raises Refused, Unknown."""
        with self.database.writing() as tx:
            self.lifecycle.accept(tx, import_id, actor=actor)
            self.audit.record(tx, AccountsAccepted(actor=actor, import_id=import_id))

    def reject(self, actor: str, import_id: int) -> None:
        """Decide that a file is not imported. Raises Refused, Unknown."""
        with self.database.writing() as tx:
            self.lifecycle.reject(tx, import_id, actor=actor)
            self.audit.record(tx, AccountsRejected(actor=actor, import_id=import_id))

    def discard(self, actor: str, source: str) -> int:
        """Delete what nobody claimed of a source, for a new beginning; return how many."""
        check_source(source)
        count = discard_waiting(self.database, source)
        with self.database.writing() as tx:
            self.audit.record(tx, FormerAccountsDiscarded(actor=actor, source=source, count=count))
        return count

    def tidy(self) -> None:
        """Expire imports that waited too long; remove files that nobody reads any more."""
        with self.database.reading() as tx:
            spent = self.lifecycle.spent_files(tx)
        with self.database.writing() as tx:
            self.lifecycle.expire(tx)
        for import_id, file in spent:
            self.uploads.remove(file)
            with self.database.writing() as tx:
                self.lifecycle.file_gone(tx, import_id)

    def _work(self, lease: AccountLease, leased: AccountImport) -> None:
        writes = leased.state is AccountImportState.IMPORTING
        state = AccountImportState.IMPORTED if writes else AccountImportState.COMPARED
        actor = (leased.decided_by or _SYSTEM) if writes else _SYSTEM
        file = self._file(Path(leased.file or ""), leased.format, leased.file_name or "")
        arrival = AccountArrival(file, leased.source, writes)
        self._carried_out(lease, arrival, state, actor, _silent)

    def _carried_out(
        self,
        lease: AccountLease,
        arrival: AccountArrival,
        state: AccountImportState,
        actor: str,
        progress: AccountProgress,
    ) -> AccountReport:
        try:
            report = self.imports.carry_out(lease, arrival, progress)
            with self.database.writing() as tx:
                self.lifecycle.end(tx, lease, state, report)
                if arrival.writes:
                    event = AccountsImported(
                        actor=actor,
                        import_id=lease.import_id,
                        source=arrival.source,
                        format=arrival.file.format.name,
                        added=report.added,
                        changed=report.changed,
                        left_out=report.left_out,
                    )
                    self.audit.record(tx, event)
        except Refused as problem:
            failed = AccountsImportFailed(
                actor=actor, import_id=lease.import_id, problem=problem.key
            )
            with self.database.writing() as tx:
                self.lifecycle.fail(tx, lease, problem)
                self.audit.record(tx, failed)
            raise
        return report

    def _file(self, path: Path, format_name: str, name: str) -> AccountFile:
        return AccountFile(
            path=path,
            format=FORMATS[format_name],
            longest_bytes=self.settings.unpacked_megabytes << 20,
            name=name,
            fiche_digits=self.settings.fiche_digits,
            now=self.clock.seconds(),
        )


def check_source(source: str) -> None:
    """Raise Refused unless `source` can name a former system."""
    if _SOURCE.fullmatch(source) is None:
        raise Refused("former.source", field="source")


def _silent(_phase: str, _share: float) -> None:
    """Show nothing: the progress is in the import's own row."""
