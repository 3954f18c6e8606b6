"""Files of exports: uploaded or dropped, taken up once, and gone when they were read."""

from idp.clock import Clock
from idp.imports.decisions import ImportDecisions
from idp.registry.importing import (
    ByteStream,
    ContactSource,
    Drop,
    ImportLifecycle,
    Received,
    State,
    Uploads,
    dropped_name,
    shown_name,
    unnamed,
)
from idp.settings import RegistrySettings
from idp.storage import Database

_HOUSE = "house"


class ReceivedFiles:
    """What happens to files before and after an import."""

    def __init__(
        self,
        *,
        database: Database,
        course: ImportLifecycle,
        operation: ImportDecisions,
        spool: Uploads,
        clock: Clock,
        settings: RegistrySettings,
    ) -> None:
        self._database = database
        self._course = course
        self._operation = operation
        self._spool = spool
        self._clock = clock
        self._settings = settings
        self._drop = Drop(clock=clock, settings=settings) if settings.drop_directory else None

    def upload(
        self, source: ByteStream, *, name: str, actor: str, taken_at: int, profile: str | None
    ) -> int:
        """Take a file as it arrives; return the import's number.

        It is staged by the worker once a profile is chosen. Raises Refused when it is too long.
        """
        self._operation.check_moment(taken_at)
        file = self._spool.receive(source)
        received = Received(
            source=ContactSource.UPLOAD,
            received_by=actor,
            taken_at=taken_at,
            profile=profile,
            file=file,
            file_name=shown_name(name),
        )
        try:
            with self._database.writing() as tx:
                import_id = self._operation.receive(tx, received)
        except BaseException:
            self._spool.remove(file)
            raise
        return import_id or 0

    def prepare(self) -> None:
        """Make the folders of the directory that exports are dropped into. Raises OSError."""
        if self._drop is not None:
            self._drop.prepare()

    def take_up(self) -> int:
        """Take what was dropped and is complete; return how many imports that makes."""
        if self._drop is None:
            return 0
        taken = 0
        for path in self._drop.take():
            received = Received(
                source=ContactSource.DROP,
                received_by=_HOUSE,
                taken_at=min(int(path.stat().st_mtime), self._clock.seconds()),
                profile=self._settings.drop_profile,
                file=unnamed(path),
                file_name=shown_name(dropped_name(path)),
            )
            with self._database.writing() as tx:
                taken += self._operation.receive(tx, received) is not None
        return taken

    def tidy(self) -> None:
        """End what waited too long; put away files that were read."""
        with self._database.writing() as tx:
            self._course.expire(tx)
        with self._database.reading() as tx:
            spent = self._course.spent_files(tx)
        for each in spent:
            if each.source is ContactSource.DROP and self._drop is not None:
                self._drop.settle(each.file, failed=each.state is State.FAILED)
            else:
                self._spool.remove(each.file)
            with self._database.writing() as tx:
                self._course.file_gone(tx, each.id)
        if self._drop is not None:
            self._drop.forget()
