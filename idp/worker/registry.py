"""Registry imports: what was uploaded or dropped is staged, what is over is put away."""

from idp.clock import MINUTE, Clock
from idp.operations.registry_course import RegistryCourse
from idp.operations.registry_files import RegistryFiles
from idp.registry.importing import Imports

_LOOK_EVERY_SECONDS = 5


class RegistryWork:
    """In a thread of its own: an import takes as long as it takes, and mail does not wait."""

    def __init__(
        self,
        *,
        operation: RegistryCourse,
        files: RegistryFiles,
        imports: Imports,
        clock: Clock,
    ) -> None:
        self._operation = operation
        self._files = files
        self._imports = imports
        self._clock = clock
        self._look_at = self._keep_at = 0
        self._is_ready = False

    def run_once(self) -> bool:
        """Stage one import; now and then look for files, and pack what was replaced."""
        if not self._is_ready:
            self._files.prepare()
            self._is_ready = True
        now = self._clock.seconds()
        if now >= self._look_at:
            self._look_at = now + _LOOK_EVERY_SECONDS
            self._files.take_up()
            self._files.tidy()
        worked = self._operation.work()
        if worked:
            self._files.tidy()
        if worked or now >= self._keep_at:
            self._keep_at = now + MINUTE
            worked = self._imports.keeping.run() or worked
        return worked
