"""The directory that a board's system drops its exports into.

A file is taken when it is complete: a file `NAME.done` is beside it, or it has not changed for a
while (also one that was renamed into place, and is complete at once). It goes to `taken`, by a
rename that only one worker succeeds in; then to `done` or `failed`.
"""

import glob
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from idp.clock import DAY, Clock
from idp.ids import new_id
from idp.settings import RegistrySettings

_DONE = ".done"
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", _DONE)
_AFTER_ID = "~"  # no id holds one
_TAKEN, _KEPT, _FAILED = "taken", "done", "failed"


class Look(Struct, frozen=True):
    """What was last seen of a file, and since when."""

    size: int
    changed_ns: int
    since: int


class Drop:
    """The directory; `settings.drop_directory` is not empty."""

    def __init__(self, *, clock: Clock, settings: RegistrySettings) -> None:
        self._clock = clock
        self._settings = settings
        self._folder = Path(settings.drop_directory)
        self._seen: dict[str, Look] = {}

    def prepare(self) -> None:
        """Create the folders that are missing. Raises OSError."""
        for name in (_TAKEN, _KEPT, _FAILED):
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    def take(self) -> tuple[Path, ...]:
        """Take complete files; return all taken, now or by a worker that died since.

        A folder is not taken, since nothing shows when it is complete.
        """
        seen: dict[str, Look] = {}
        for entry in self._arrived():
            look = self._look(entry)
            seen[entry.name] = look
            if self._is_complete(entry, look):
                self._take(entry)
        self._seen = seen
        return tuple(sorted(each for each in (self._folder / _TAKEN).iterdir() if each.is_file()))

    def settle(self, file: str, *, failed: bool) -> None:
        """Move a file aside once it was read."""
        path = located(file)
        if path.parent != self._folder / _TAKEN or not path.exists():
            return
        aside = self._folder / (_FAILED if failed else _KEPT) / path.name
        path.rename(aside)
        # It is kept for some days from now, whenever it was exported.
        now = self._clock.seconds()
        os.utime(aside, (now, now))

    def forget(self) -> None:
        """Delete files moved aside long ago: they hold everybody's names and addresses."""
        before = self._clock.seconds() - self._settings.drop_kept_days * DAY
        for name in (_KEPT, _FAILED):
            for path in (self._folder / name).iterdir():
                if path.is_file() and path.stat().st_mtime < before:
                    path.unlink(missing_ok=True)

    def _arrived(self) -> Iterator[os.DirEntry[str]]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".")
                unfinished = entry.name.casefold().endswith(_UNFINISHED)
                if not hidden and not unfinished and entry.is_file(follow_symlinks=False):
                    yield entry

    def _look(self, entry: os.DirEntry[str]) -> Look:
        status = entry.stat(follow_symlinks=False)
        before = self._seen.get(entry.name)
        now = self._clock.seconds()
        if before and (before.size, before.changed_ns) == (status.st_size, status.st_mtime_ns):
            return before
        return Look(status.st_size, status.st_mtime_ns, now)

    def _is_complete(self, entry: os.DirEntry[str], look: Look) -> bool:
        if (self._folder / (entry.name + _DONE)).exists():
            return True
        return self._clock.seconds() - look.since >= self._settings.drop_settle_seconds

    def _take(self, entry: os.DirEntry[str]) -> None:
        # Another name: the next export has the same one.
        taken = self._folder / _TAKEN / f"{new_id()}{_AFTER_ID}{entry.name}"
        try:
            Path(entry.path).rename(taken)
        except FileNotFoundError:
            return  # another worker was faster
        (self._folder / (entry.name + _DONE)).unlink(missing_ok=True)


def dropped_name(path: Path) -> str:
    """Return the original name of a taken file."""
    return path.name.partition(_AFTER_ID)[2]


def unnamed(path: Path) -> str:
    """Return what the database keeps of a taken file's path: its id, not its name."""
    return str(path.with_name(path.name.partition(_AFTER_ID)[0]))


def located(file: str) -> Path:
    """Return the path of a file, by what the database keeps of it."""
    path = Path(file)
    if path.exists():
        return path
    return next(path.parent.glob(f"{glob.escape(path.name)}{_AFTER_ID}*"), path)
