"""Registry imports: staging the files that were uploaded or dropped."""

from idp.clock import Clock
from idp.imports.decisions import ImportDecisions
from idp.imports.received_files import ReceivedFiles

_LOOK_EVERY_SECONDS = 5


class RegistryWork:
    """Runs in a thread of its own: an import may take long, and mail does not wait for it."""

    def __init__(self, *, decisions: ImportDecisions, files: ReceivedFiles, clock: Clock) -> None:
        self._decisions = decisions
        self._files = files
        self._clock = clock
        self._look_at = 0
        self._is_ready = False

    def run_once(self) -> bool:
        """Stage one import, and look for files every five seconds; tell whether one was staged."""
        if not self._is_ready:
            self._files.prepare()
            self._is_ready = True
        now = self._clock.seconds()
        if now >= self._look_at:
            self._look_at = now + _LOOK_EVERY_SECONDS
            self._files.take_up()
            self._files.tidy()
        worked = self._decisions.work()
        if worked:
            self._files.tidy()
        return worked
