"""Opens a school's export: one file, a folder, or a zip archive that is never unpacked.

A member is opened by a name that a profile knows, so that no name inside an archive ever becomes
a path. No member is read beyond the length that the archive states for it.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from idp.files.problem import wrong_file

_MEMBERS = 200
# CSV shrinks some ten times; a member that shrinks a hundred times is an attack on disk or memory.
_SHRINKS = 100
_SMALL_BYTES = 1 << 20
_ENCRYPTED = 0x1
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_BUFFER = 1 << 20

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
"""What reading a member raises when the archive or the disk is damaged."""


class Export(Protocol):
    """An open export; its files are found in any case of letters."""

    @property
    def name(self) -> str:
        """Its name for people."""

    def names(self) -> tuple[str, ...]:
        """Return the names of its files, as spelt in it."""

    def find(self, name: str) -> str | None:
        """Return how `name` is spelt here, None when it is missing."""

    def size(self, name: str) -> int:
        """Return how many bytes `name` has, once unpacked."""

    def open(self, name: str) -> BinaryIO:
        """Open `name`, as `find` returned it."""


@contextmanager
def open_export(path: Path, *, name: str | None = None, longest_bytes: int) -> Iterator[Export]:
    """Open what is at `path`, called `name` (the path's own by default).

    Raises Refused when there is nothing, more than `longest_bytes` once unpacked, or an archive
    that no school system writes.
    """
    called = name or path.name
    try:
        if path.is_dir():
            yield _checked(_Folder(path, called), longest_bytes)
            return
        with path.open("rb") as file:
            if file.read(4) not in _ARCHIVE:
                yield _checked(_File(path, called), longest_bytes)
                return
        with zipfile.ZipFile(path) as archive:
            yield _checked(_Archive(archive, called), longest_bytes)
    except OSError as error:
        raise wrong_file("registry.file_unreadable", file=called) from error
    except BROKEN as error:
        raise wrong_file("registry.file_archive_broken", file=called) from error


def only_csv(export: Export) -> str:
    """Return the name of the one CSV file of `export`. Raises Refused unless there is just one."""
    names = export.names()
    found = [each for each in names if each.casefold().endswith((".csv", ".txt"))]
    if len(names) == 1:
        return names[0]
    if len(found) != 1:
        raise wrong_file("registry.file_not_one", file=export.name, count=len(found))
    return found[0]


def _checked(export: Export, longest_bytes: int) -> Export:
    if sum(export.size(each) for each in export.names()) > longest_bytes:
        raise wrong_file("registry.file_too_long", file=export.name, megabytes=longest_bytes >> 20)
    return export


class _Members:
    """Names, found in any case of letters."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        self.name = name
        self._names = names
        self._folded = {each.casefold(): each for each in names}
        if len(self._folded) != len(names):
            raise wrong_file("registry.file_archive_twice", file=name)

    def names(self) -> tuple[str, ...]:
        return self._names

    def find(self, name: str) -> str | None:
        return self._folded.get(name.casefold())


class _File(_Members):
    def __init__(self, path: Path, name: str) -> None:
        super().__init__(name, (name,))
        self._path = path

    def size(self, _name: str) -> int:
        return self._path.stat().st_size

    def open(self, _name: str) -> BinaryIO:
        return self._path.open("rb", buffering=_BUFFER)


class _Folder(_Members):
    def __init__(self, path: Path, name: str) -> None:
        found = (
            each.name
            for each in path.iterdir()
            if each.is_file() and not each.is_symlink() and not each.name.startswith(".")
        )
        super().__init__(name, tuple(sorted(found)))
        self._path = path

    def size(self, name: str) -> int:
        return (self._path / name).stat().st_size

    def open(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb", buffering=_BUFFER)


class _Archive(_Members):
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        members = [each for each in archive.infolist() if _is_wanted(each.filename)]
        if len(members) > _MEMBERS:
            raise wrong_file("registry.file_archive_members", file=name, count=_MEMBERS)
        for each in members:
            _check_member(each, name)
        # Systems put all files into one folder, or into none.
        super().__init__(name, tuple(each.filename.rpartition("/")[2] for each in members))
        self._members = dict(zip(self._names, members, strict=True))

    def size(self, name: str) -> int:
        return self._members[name].file_size

    def open(self, name: str) -> BinaryIO:
        member = self._archive.open(self._members[name])
        # Python's reader of lines in an archive is slow.
        return io.BufferedReader(member, _BUFFER)  # type: ignore[type-var]


def _is_wanted(name: str) -> bool:
    """Return whether a member is an exported file: archives of a Mac hold others too."""
    last = name.rpartition("/")[2]
    return bool(last) and not last.startswith(".") and not name.startswith("__MACOSX/")


def _check_member(member: zipfile.ZipInfo, archive: str) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        raise wrong_file("registry.file_archive_name", file=archive)
    if member.flag_bits & _ENCRYPTED:
        raise wrong_file("registry.file_archive_encrypted", file=archive)
    if member.file_size > _SMALL_BYTES + _SHRINKS * member.compress_size:
        raise wrong_file("registry.file_archive_shrinks", file=archive, member=parts[-1])
