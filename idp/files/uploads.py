"""The folder of uploaded files: each written whole or not at all, for the worker alone."""

import os
from pathlib import Path
from typing import BinaryIO, Protocol

from idp.files.problem import wrong_file
from idp.ids import new_id

_PIECE = 1 << 16
_LONGEST_NAME = 120


class ByteStream(Protocol):
    """An upload, read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


class Uploads:
    """The folder, which nobody else may read."""

    def __init__(self, folder: Path, *, longest_bytes: int) -> None:
        self._folder = folder
        self._longest = longest_bytes

    def receive(self, source: ByteStream) -> str:
        """Write everything that `source` gives to a new file and return its path.

        Raises Refused, and keeps nothing, when it is empty or too long.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._folder / f".{new_id()}"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                self._write(source, file)
                file.flush()
                os.fsync(file.fileno())
            # By a rename, so that a worker sees the whole file, or none.
            whole = self._folder / part.name.removeprefix(".")
            part.rename(whole)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return str(whole)

    def _write(self, source: ByteStream, file: BinaryIO) -> None:
        written = 0
        while piece := source.read(_PIECE):
            written += len(piece)
            if written > self._longest:
                raise wrong_file("registry.file_too_long", file="", megabytes=self._longest >> 20)
            file.write(piece)
        if not written:
            raise wrong_file("registry.file_empty", file="")

    def remove(self, file: str) -> None:
        """Delete a file that was received; nothing outside the folder."""
        path = Path(file)
        if path.parent == self._folder:
            path.unlink(missing_ok=True)


def shown_name(name: str) -> str:
    """Return the name of a file for lists: its last part, printable, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[:_LONGEST_NAME]
