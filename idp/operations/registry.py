"""Importing the school registry: what would change, whether that is allowed, and the record."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from idp.audit import Audit
from idp.audit.admin_events import RegistryPublished
from idp.children import Children
from idp.clock import Clock
from idp.errors import OperationError
from idp.registry.importing import Imports, Profile, Report, Staged
from idp.storage import Database


@dataclass(frozen=True, slots=True)
class Wish:
    """What an administrator asks for; `taken_at` in seconds."""

    path: Path
    profile: Profile
    taken_at: int
    dry_run: bool = False
    allow_removals: bool = False
    allow_older: bool = False


class RegistryImport:
    """Takes the database: an import is many transactions, and only the last one shows."""

    def __init__(
        self,
        *,
        database: Database,
        imports: Imports,
        children: Children,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._database = database
        self._imports = imports
        self._children = children
        self._audit = audit
        self._clock = clock

    def run(
        self,
        wish: Wish,
        *,
        actor: str,
        progress: Callable[[str, int, int], None],
        show: Callable[[Report], None],
    ) -> None:
        """Stage, `show` the differences, and unless it is a dry run bring the import into force.

        Raises OperationError when the file is wrong, or takes away too much, or is older than
        what is in force; the registry in force is then untouched.
        """
        if wish.taken_at > self._clock.seconds():
            raise OperationError("the file cannot have been taken in the future")
        staged = self._imports.stage(
            wish.path, wish.profile, taken_at=wish.taken_at, progress=progress
        )
        try:
            report = self._with_links(staged.report)
            show(report)
            if wish.dry_run:
                self._imports.discard(report.import_id)
                return
            self._imports.check(
                report, allow_removals=wish.allow_removals, allow_older=wish.allow_older
            )
            self._publish(staged, report, actor)
        except OperationError:
            self._imports.discard(staged.report.import_id)
            raise
        self._imports.purge()

    def _with_links(self, report: Report) -> Report:
        with self._database.reading() as tx:
            lost = self._children.links_lost(tx, report.import_id)
        changes = tuple(
            replace(change, links_lost=lost.get(change.organisation, 0))
            for change in report.changes
        )
        return replace(report, changes=changes)

    def _publish(self, staged: Staged, report: Report, actor: str) -> None:
        event = RegistryPublished(
            actor=actor,
            import_id=report.import_id,
            organisations=len(report.changes),
            contacts=sum(change.after for change in report.changes),
            removed=sum(change.removed for change in report.changes),
            links_lost=sum(change.links_lost for change in report.changes),
        )
        with self._database.writing() as tx:
            if event.links_lost:
                self._children.tell_lost(tx, report.import_id)
            self._imports.publish(tx, staged, report)
            self._audit.record(tx, event)
