"""One machine's files about the database: a mark, and events that ended something.

Two files named after the database: `database-ID.json`, replaced as a whole, and
`database-ID.events`, a line for each event. They hold ids and times, no personal data and no
credential.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, structs

from idp.audit.records import RecordedEvent
from idp.continuity.mark import HighWaterMark
from idp.errors import SettingsError

_OWNER_ALONE = 0o600


class Remembered(Struct, frozen=True):
    """The mark, and the event from which `events` is complete."""

    mark: HighWaterMark
    since_seq: int
    since_hash: bytes


class Memory:
    """The two files of one database in one folder."""

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder = folder
        self._mark = folder / f"database-{identity}.json"
        self._events = folder / f"database-{identity}.events"

    @property
    def path(self) -> Path:
        """The file with the mark."""
        return self._mark

    def read(self) -> Remembered | None:
        """Return the recorded mark, None without one. Raises SettingsError for a malformed one."""
        try:
            said = json.loads(self._mark.read_bytes())
            mark = HighWaterMark(
                said["seq"], bytes.fromhex(said["hash"]), said["restored_at"], said["seen_at"]
            )
            return Remembered(mark, said["since_seq"], bytes.fromhex(said["since_hash"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SettingsError(
                f"{self._mark} cannot be read ({type(error).__name__}): it says how far the "
                "database had come; remove it only if you know that that was not put back"
            ) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock out other writers on this machine. Raises OSError when no lock is possible."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._events, os.O_RDWR | os.O_CREAT, _OWNER_ALONE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def keep(self, remembered: Remembered, events: Iterable[RecordedEvent]) -> None:
        """Append `events`, then replace the mark. Raises OSError."""
        if lines := _lines(events):
            with self._events.open("ab") as file:
                # A line cut off by a crash stays separate.
                file.write(b"\n" + lines)
                file.flush()
                os.fsync(file.fileno())
        mark = remembered.mark
        said = {
            "seq": mark.seq,
            "hash": mark.hash.hex(),
            "restored_at": mark.restored_at,
            "seen_at": mark.seen_at,
            "since_seq": remembered.since_seq,
            "since_hash": remembered.since_hash.hex(),
        }
        _replace(self._mark, json.dumps(said))

    def events(self) -> tuple[RecordedEvent, ...]:
        """Return the events, in the order in which they were kept. Raises SettingsError."""
        try:
            lines = self._events.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return ()
        # A line cut off by a crash was written again: the mark is written after its events.
        return tuple(event for line in lines if (event := _event(line)) is not None)

    def trim(self, remembered: Remembered, before: int) -> None:
        """Delete events older than `before` (seconds); under the lock. Raises OSError."""
        events = self.events()
        old = [each for each in events if each.at < before]
        if not old:
            return
        self.keep(Remembered(remembered.mark, old[-1].seq, old[-1].hash), ())
        with self._events.open("r+b") as file:
            # In place: a process that waits for the lock has this very file open.
            file.write(_lines(each for each in events if each.at >= before))
            file.truncate()
            file.flush()
            os.fsync(file.fileno())


def _lines(events: Iterable[RecordedEvent]) -> bytes:
    return b"".join(
        json.dumps({**structs.asdict(each), "hash": each.hash.hex()}).encode() + b"\n"
        for each in events
    )


def _event(line: str) -> RecordedEvent | None:
    try:
        said = json.loads(line)
        return RecordedEvent(**{**said, "hash": bytes.fromhex(said["hash"])})
    except (ValueError, TypeError, KeyError):
        return None


def _replace(path: Path, content: str) -> None:
    unfinished = path.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ALONE)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
