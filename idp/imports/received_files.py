"""Files of exports: uploaded or dropped, taken once, and removed when they were read."""

from idp.clock import Clock
from idp.files.uploads import ByteStream, Uploads, shown_name
from idp.imports.decisions import ImportDecisions
from idp.part import Part
from idp.registry.importing import (
    ContactSource,
    Drop,
    ImportLifecycle,
    Received,
    State,
    dropped_name,
    unnamed,
)
from idp.settings import RegistrySettings
from idp.storage import Database

_SYSTEM = "house"


class ReceivedFiles(Part):
    """Files before and after an import; `drop` is None where no directory is watched."""

    database: Database
    lifecycle: ImportLifecycle
    decisions: ImportDecisions
    uploads: Uploads
    drop: Drop | None
    clock: Clock
    settings: RegistrySettings

    def upload(
        self, source: ByteStream, *, name: str, actor: str, taken_at: int, profile: str | None
    ) -> int:
        """Store a file while it arrives; return the import's number.

        The worker stages it once a profile is chosen. Raises Refused when it is too long.
        """
        self.decisions.check_moment(taken_at)
        file = self.uploads.receive(source)
        received = Received(
            source=ContactSource.UPLOAD,
            received_by=actor,
            taken_at=taken_at,
            profile=profile,
            file=file,
            file_name=shown_name(name),
        )
        try:
            with self.database.writing() as tx:
                import_id = self.decisions.receive(tx, received)
        except BaseException:
            self.uploads.remove(file)
            raise
        return import_id or 0

    def prepare(self) -> None:
        """Make the folders of the directory that exports are dropped into. Raises OSError."""
        if self.drop is not None:
            self.drop.prepare()

    def take_up(self) -> int:
        """Take the dropped files that are complete; return how many imports that makes."""
        if self.drop is None:
            return 0
        taken = 0
        for path in self.drop.take():
            received = Received(
                source=ContactSource.DROP,
                received_by=_SYSTEM,
                taken_at=min(int(path.stat().st_mtime), self.clock.seconds()),
                profile=self.settings.drop_profile,
                file=unnamed(path),
                file_name=shown_name(dropped_name(path)),
            )
            with self.database.writing() as tx:
                taken += self.decisions.receive(tx, received) is not None
        return taken

    def tidy(self) -> None:
        """Expire imports that waited too long; remove files that were read."""
        with self.database.writing() as tx:
            self.lifecycle.expire(tx)
        with self.database.reading() as tx:
            spent = self.lifecycle.spent_files(tx)
        for each in spent:
            if each.source is ContactSource.DROP and self.drop is not None:
                self.drop.settle(each.file, failed=each.state is State.FAILED)
            else:
                self.uploads.remove(each.file)
            with self.database.writing() as tx:
                self.lifecycle.file_gone(tx, each.id)
        if self.drop is not None:
            self.drop.forget()
