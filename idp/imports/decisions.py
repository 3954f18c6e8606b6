"""The course of a registry import: staged by a command or the worker, decided by persons.

However an import comes into force, the same transaction queues notifications to the portals of
parents who lose children by it.
"""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from idp.audit import Audit
from idp.audit.registry_events import (
    RegistryAsked,
    RegistryFailed,
    RegistryPublished,
    RegistryReceived,
    RegistryRejected,
)
from idp.children import Children
from idp.clock import Clock
from idp.errors import Refused
from idp.part import Part
from idp.registry.importing import (
    Advance,
    ContactSource,
    ExportFile,
    ExportProfile,
    Import,
    ImportLifecycle,
    Imports,
    Lease,
    Profiles,
    Progress,
    Received,
    Report,
    State,
    Why,
    excesses,
    hold_registry,
    located,
    read_report,
)
from idp.settings import RegistrySettings
from idp.storage import Database, Transaction

_SYSTEM = "house"
_Step = Callable[..., None]


class ImportOutcome(StrEnum):
    """The outcome of bringing an import into force."""

    TRIED = "tried"
    AWAITING = "awaiting"
    PUBLISHED = "published"


class ImportRequest(Struct, frozen=True, kw_only=True):
    """A command's import; `taken_at` in seconds, `allowed` the thresholds that may be exceeded."""

    path: Path
    profile: ExportProfile
    profile_name: str
    taken_at: int
    dry_run: bool = False
    allowed: frozenset[Why] = frozenset()


class ImportDecisions(Part):
    """Opens its own transactions: an import takes many, of which the last one makes it visible."""

    database: Database
    imports: Imports
    lifecycle: ImportLifecycle
    profiles: Profiles
    children: Children
    audit: Audit
    clock: Clock
    settings: RegistrySettings

    def run(
        self,
        request: ImportRequest,
        *,
        actor: str,
        progress: Progress,
        show: Callable[[Report], None],
    ) -> tuple[int, ImportOutcome]:
        """Stage a local file, `show` the differences, and bring it into force if that is allowed.

        Returns the import's number and its outcome. Raises Refused when the file is wrong; the
        registry in force is then unchanged.
        """
        report = self.stage(request, actor=actor, progress=progress)
        show(report)
        outcome = self._decided(report, request, actor)
        return report.import_id, outcome

    def stage(self, request: ImportRequest, *, actor: str, progress: Progress) -> Report:
        """Stage a local file, which then waits for a decision. Raises Refused."""
        self.check_moment(request.taken_at)
        lease = self.imports.begin(
            profile=request.profile_name,
            file_name=request.path.name,
            actor=actor,
            taken_at=request.taken_at,
        )
        try:
            arrival = ExportFile(request.path, request.profile, self._longest)
            return self._settled(lease, self.imports.stage(lease, arrival, progress))
        except Refused as problem:
            self._fail(lease, problem, actor)
            # By it, the caller can list the problems of its rows.
            problem.values["import_id"] = lease.import_id
            raise

    def receive(self, tx: Transaction, received: Received) -> int | None:
        """Record what is to be staged, and return its number; None if it was recorded before."""
        import_id = self.lifecycle.receive(tx, received)
        if import_id is not None:
            event = RegistryReceived(
                actor=received.received_by,
                import_id=import_id,
                source=received.source,
                restores=received.restores,
            )
            self.audit.record(tx, event)
        return import_id

    def work(self) -> bool:
        """Stage the oldest import that waits for it; tell whether there was one.

        A dropped file comes into force at once, unless a second person must agree.
        """
        self.imports.revive()
        leased = self.imports.lease()
        if leased is None:
            return False
        lease = Lease(leased.id, leased.attempts)
        try:
            report = self._settled(lease, self._staged(leased, lease))
            if leased.source is ContactSource.DROP and not self.excesses(report):
                self.publish(_SYSTEM, leased.id)
        except Refused as problem:
            self._fail(lease, problem, _SYSTEM)
        return True

    def publish(
        self, actor: str, import_id: int, *, alone: bool = False, may_ask: bool = True
    ) -> ImportOutcome:
        """Bring a staged import into force, or ask a second person to agree.

        `alone`: without a second person, whatever it removes. `may_ask`: False for a program, which
        is refused what two persons must decide. Raises Refused, Unknown.
        """
        imported, report = self._compared(import_id)
        if imported.state is State.AWAITING:
            raise Refused("registry.asked")
        passed = bool(self.excesses(report))
        if passed and not alone and not may_ask:
            raise Refused("registry.two_persons")
        if passed and not alone:
            with self.database.writing() as tx:
                self.lifecycle.ask(tx, import_id, actor=actor)
                self.audit.record(tx, RegistryAsked(actor=actor, import_id=import_id))
            return ImportOutcome.AWAITING
        self._bring(imported, report, actor, alone=passed)
        return ImportOutcome.PUBLISHED

    def approve(self, actor: str, import_id: int) -> None:
        """Agree to what somebody else asked for. Raises Refused, Unknown."""
        imported, report = self._compared(import_id)
        if imported.state is State.STAGED:
            raise Refused("registry.not_asked")
        self._bring(imported, report, actor)

    def reject(self, actor: str, import_id: int) -> None:
        """Decide that an import does not come into force. Raises Refused, Unknown."""
        with self.database.writing() as tx:
            self.lifecycle.reject(tx, import_id, actor=actor)
            self.audit.record(tx, RegistryRejected(actor=actor, import_id=import_id))

    def excesses(self, report: Report) -> bool:
        """Tell whether a second person must agree."""
        return bool(excesses(report, self.settings))

    def check_moment(self, taken_at: int) -> None:
        """Raise Refused when an export is dated in the future."""
        if taken_at > self.clock.seconds():
            raise Refused("registry.future", field="taken_at")

    @property
    def _longest(self) -> int:
        return self.settings.unpacked_megabytes << 20

    def _staged(self, leased: Import, lease: Lease) -> Report:
        if leased.restores is not None:
            return self.imports.restore(lease, leased.restores, _silent)
        with self.database.reading() as tx:
            profile = self.profiles.get(tx, leased.profile or "")
        arrival = ExportFile(located(leased.file or ""), profile, self._longest, leased.file_name)
        return self.imports.stage(lease, arrival, _silent)

    def _settled(self, lease: Lease, report: Report) -> Report:
        """Add the losses of parents to `report`; the import then waits for a decision."""
        while True:
            with self.database.reading() as tx:
                lost = self.children.links_lost(tx, report.import_id)
                accounts = self.children.claims_lost(tx, report.import_id) if lost else 0
            complete = report.with_links(lost, accounts_lost=accounts)
            if self.imports.staged(lease, complete):
                return complete
            report = self.imports.compared(report)

    def _decided(self, report: Report, request: ImportRequest, actor: str) -> ImportOutcome:
        if request.dry_run:
            with self.database.writing() as tx:
                self.lifecycle.discard(tx, report.import_id)
            return ImportOutcome.TRIED
        passed = {each.why for each in excesses(report, self.settings)}
        return self.publish(actor, report.import_id, alone=passed <= request.allowed)

    def _fail(self, lease: Lease, problem: Refused, actor: str) -> None:
        self.imports.fail(lease, problem)
        event = RegistryFailed(actor=actor, import_id=lease.import_id, problem=problem.key)
        with self.database.writing() as tx:
            self.audit.record(tx, event)

    def _compared(self, import_id: int) -> tuple[Import, Report]:
        with self.database.reading() as tx:
            imported = self.lifecycle.get(tx, import_id)
        if imported.report is None:
            raise Refused("registry.not_staged")
        return imported, read_report(imported.report)

    def _bring(self, imported: Import, report: Report, actor: str, *, alone: bool = False) -> None:
        approves = imported.state is not State.STAGED
        step: _Step = self.lifecycle.approve if approves else self.lifecycle.publish
        with self.database.writing() as tx:
            hold_registry(tx)
            notified = self.children.notify_lost(tx, imported.id)
            step(tx, imported, actor=actor)
            self.audit.record(
                tx,
                RegistryPublished(
                    actor=actor,
                    import_id=imported.id,
                    organisations=len(report.changes),
                    contacts=sum(change.after for change in report.changes),
                    removed=sum(change.removed for change in report.changes),
                    links_lost=sum(change.links_lost for change in report.changes),
                    told=notified,
                    asked_by=imported.asked_by if approves else None,
                    alone=alone,
                    restores=imported.restores,
                ),
            )


def _silent(_advance: Advance) -> None:
    """Show nothing: the progress is in the import's own row."""
