"""The files of a directory, read as entries; what cannot be read is told by file and line."""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct, field

from idp.administration.configuration.configured import Configured
from idp.administration.configuration.lines import line_numbers
from idp.errors import OperationError, Refused
from idp.translations import words_in

_READ, _LEFT = ".toml", ".md"


class WrittenEntry(Struct, frozen=True):
    """An entry of a file, and where each of its members stands."""

    kind: Configured
    members: Mapping[str, Any]
    file: str
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, member: str | None = None) -> str:
        """Return where `member` stands, or the entry: `portals/a.toml:3`."""
        path = member or ""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return f"{self.file}:{self.lines.get(path, 1)}"

    def said(self, refused: Refused) -> str:
        """Return the line about what is wrong: where, what, why, and a name that is near."""
        why = words_in("en").say(refused.message_key, **refused.values)
        name = f"{refused.field}: " if refused.field else ""
        near = ""
        if refused.key in {"asked.unknown", "clients.unknown_member"} and refused.field:
            near = nearest(refused.field, self.kind.known)
        return f"{self.at(refused.field)}: {self.kind.name}: {name}{why}{near}"


class DirectoryRefused(OperationError):
    """Files that cannot be applied; a line for each reason. Nothing was changed."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join([*reasons, "nothing was changed"]))
        self.reasons = reasons


def read_entries(
    directory: Path, kinds: Mapping[str, Configured], settings: frozenset[str]
) -> list[WrittenEntry]:
    """Return the entries of every file, in the order of the files' names.

    `settings` are the sections of the settings, which are no entries. Raises DirectoryRefused.
    """
    reasons: list[str] = []
    entries: list[WrittenEntry] = []
    try:
        paths = list(_files(directory, reasons))
    except OSError as error:
        raise DirectoryRefused([f"{directory}: {error.strerror}"]) from error
    for path in paths:
        name = _shown(path, directory)
        try:
            text = path.read_text("utf-8-sig")  # some editors begin a file by a mark
            content = _parsed(text)
        except OSError as error:
            reasons.append(f"{name}: {error.strerror}")
        except ValueError as error:
            reasons.append(f"{name}: {error}")
        else:
            entries += _entries(name, content, text, kinds, settings, reasons)
    if not paths and not reasons:
        reasons.append(f"{directory}: there is no file that ends with {_READ}")
    if reasons:
        raise DirectoryRefused(reasons)
    return entries


def nearest(name: str, known: Any) -> str:  # noqa: ANN401 - any names
    """Return a hint at the known name nearest to `name`, or nothing."""
    near = get_close_matches(name, [*known], n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _files(directory: Path, reasons: list[str]) -> Iterator[Path]:
    """Yield the files to read; hidden ones are left, as Kubernetes and git keep theirs there."""
    top = directory.resolve(strict=True)
    for folder, folders, names in os.walk(directory, onerror=_raise):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(each for each in (*names, *folders) if not each.startswith(".")):
            path = Path(folder, name)
            shown = _shown(path, directory)
            if path.is_symlink() and not path.resolve().is_relative_to(top):
                reasons.append(f"{shown}: it is a link that leads out of the directory")
            elif path.is_dir() or path.suffix == _LEFT:
                continue
            elif path.suffix != _READ:
                reasons.append(f"{shown}: only files that end with {_READ} or {_LEFT} belong here")
            elif not path.is_file():
                reasons.append(f"{shown}: it is no file that can be read")
            else:
                yield path


def _parsed(text: str) -> dict[str, Any]:
    """Return what TOML `text` holds. Raises ValueError."""
    try:
        return tomli.loads(text)
    except RecursionError:
        raise ValueError("too many brackets in one another") from None


def _shown(path: Path, directory: Path) -> str:
    """Return the name of `path` in `directory` as it can be printed: it need not be UTF-8."""
    return os.fsencode(path.relative_to(directory)).decode("utf-8", "replace")


def _raise(error: OSError) -> None:
    raise error


def _entries(
    file: str,
    content: Mapping[str, Any],
    text: str,
    kinds: Mapping[str, Configured],
    settings: frozenset[str],
    reasons: list[str],
) -> Iterator[WrittenEntry]:
    lines = line_numbers(text)
    for name, tables in content.items():
        place = f"{file}:{min(lines.get((name, 0), {}).values(), default=1)}"
        if name not in kinds:
            why = " is a setting: it belongs into parvis.toml" if name in settings else ""
            reasons.append(f"{place}: {name}{why or ' is not known' + nearest(name, kinds)}")
        elif not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            reasons.append(f"{place}: {name} is written [[{name}]]")
        else:
            for index, members in enumerate(tables):
                yield WrittenEntry(kinds[name], members, file, lines.get((name, index), {}))
