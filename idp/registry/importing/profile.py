"""Profiles: which column of an export holds what, and what its values mean."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from idp.errors import OperationError

FIELDS = (
    "organisation",
    "organisation_name",
    "school",
    "school_name",
    "fiche",
    "permanent_code",
    "surname",
    "given_name",
    "relationship",
    "address",
    "allowed",
    "until",
)
_ENCODINGS = {"utf-8": "utf-8", "windows-1252": "cp1252"}
_SECTIONS = {
    "separator",
    "encoding",
    "date_format",
    "columns",
    "constants",
    "relationships",
    "allowed",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of export is read; `encoding` is Python's name for it."""

    separator: str
    encoding: str
    date_format: str
    columns: Mapping[str, str]
    relationships: Mapping[str, str]
    allowed: Mapping[str, int]
    constants: Mapping[str, str] = field(default_factory=dict)


def load_profile(path: Path) -> Profile:
    """Read a profile. Raises OperationError naming what is missing, unknown or wrong."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OperationError(f"{path}: {error}") from error
    try:
        return _profile(content)
    except OperationError as error:
        raise OperationError(f"{path}: {error}") from None


def _profile(content: dict[str, Any]) -> Profile:
    if unknown := sorted(set(content) - _SECTIONS):
        raise OperationError(f"unknown setting {unknown[0]}")
    if content.get("separator") not in {";", ","}:
        raise OperationError('separator must be ";" or ","')
    if content.get("encoding") not in _ENCODINGS:
        raise OperationError('encoding must be "utf-8" or "windows-1252"')
    columns, constants = _table(content, "columns"), _table(content, "constants")
    named = [*columns, *constants]
    if wrong := sorted(set(FIELDS).symmetric_difference(named)):
        raise OperationError(f"{wrong[0]} must be named under [columns] or [constants]")
    if len(named) != len(FIELDS):
        raise OperationError("a field is both under [columns] and [constants]")
    meanings = _table(content, "allowed")
    if sorted(meanings) != ["no", "yes"]:
        raise OperationError("[allowed] must say yes and no")
    return Profile(
        separator=content["separator"],
        encoding=_ENCODINGS[content["encoding"]],
        date_format=str(content.get("date_format", "%Y-%m-%d")),
        columns=columns,
        constants=constants,
        relationships=_inverted(_table(content, "relationships")),
        allowed={word: int(yes == "yes") for word, yes in _inverted(meanings).items()},
    )


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise OperationError(f"[{name}] must be a section")
    return found


def _inverted(meanings: dict[str, Any]) -> dict[str, str]:
    words: dict[str, str] = {}
    for meaning, spellings in meanings.items():
        for word in spellings:
            if words.setdefault(str(word).casefold(), meaning) != meaning:
                raise OperationError(f"{word!r} has two meanings")
    return words
