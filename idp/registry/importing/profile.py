"""Profiles: how one kind of export is read, and what its values mean."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct, field

from idp.errors import Refused
from idp.files.csv_file import CsvForm
from idp.normalisation.fiche_number import DIGITS
from idp.normalisation.word import read_word
from idp.settings.registry import FICHE_DIGITS

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
OPTIONAL_FIELDS = frozenset({"permanent_code", "until"})
"""Optional fields: blank on every line when the export lacks them."""

RELATIONSHIPS = ("mother", "father", "guardian", "other")
ENCODINGS = {"utf-8": "utf-8", "windows-1252": "cp1252"}
SEPARATORS = (";", ",", "\t")
_SECTIONS = {
    "format",
    "separator",
    "encoding",
    "final_newline",
    "date_format",
    "fiche_digits",
    "several_addresses",
    "no_address",
    "columns",
    "constants",
    "relationships",
    "allowed",
}


class Format(StrEnum):
    """The kind of export that a profile reads."""

    CSV = "csv"
    """One file, one line for each student and each adult on that student's file."""
    ONEROSTER = "oneroster"
    """OneRoster 1.1 or 1.2, CSV binding: the manifest says which."""
    SDS_V1 = "sds-v1"
    """Microsoft School Data Sync, first format, with its two files on guardians."""
    SDS_V2_1 = "sds-v2.1"
    """Microsoft School Data Sync, format 2.1, with `relationships.csv`."""


# Microsoft's own samples have both.
_DATE_FORMATS = {
    Format.SDS_V1: ("%Y-%m-%d", "%m/%d/%Y"),
    Format.SDS_V2_1: ("%Y-%m-%d", "%m/%d/%Y"),
}

# In a format of several files, a profile chooses only the columns of a student's numbers, and the
# organisation when the files do not say.
_CHOSEN_COLUMNS = {"fiche", "permanent_code"}
_CHOSEN_CONSTANTS = {"organisation", "organisation_name"}


class ExportProfile(Struct, frozen=True):
    """How one kind of export is read; words are as `read_word` returns them.

    `several_addresses`: a cell may hold two, which are two contacts; else such a row is left out.
    `no_address`: words by which a file says that there is none.
    """

    columns: Mapping[str, str]
    relationships: Mapping[str, str]
    allowed: Mapping[str, int]
    form: CsvForm = field(default_factory=CsvForm)
    format: Format = Format.CSV
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    fiche_digits: int = DIGITS
    several_addresses: bool = False
    no_address: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)


def load_profile(path: Path) -> ExportProfile:
    """Read a profile. Raises Refused naming what is missing, unknown or wrong."""
    try:
        content = tomli.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise wrong_profile("registry.profile_unreadable", profile=str(path)) from error
    except tomli.TOMLDecodeError as error:
        raise wrong_profile(
            "registry.profile_not_toml", profile=str(path), detail=str(error)
        ) from error
    return read_profile(content)


def read_profile(content: Mapping[str, Any]) -> ExportProfile:
    """Return the profile in `content`, by section.

    Raises Refused naming what is missing, unknown or wrong.
    """
    if unknown := sorted(set(content) - _SECTIONS):
        raise wrong_profile("registry.profile_unknown", name=unknown[0])
    kind = content.get("format", Format.CSV)
    if kind not in set(Format):
        raise wrong_profile("registry.profile_format", formats=", ".join(Format))
    columns, constants = _texts(content, "columns"), _texts(content, "constants")
    if kind == Format.CSV:
        columns, constants = _all_fields(columns, constants)
    else:
        _check_chosen(columns, constants)
    return ExportProfile(
        columns=columns,
        constants=constants,
        relationships=_relationships(content),
        allowed=_allowed(content, has_flag=kind == Format.CSV),
        form=_form(content),
        format=Format(kind),
        date_formats=_date_formats(content, Format(kind)),
        fiche_digits=_fiche_digits(content),
        several_addresses=_flag(content, "several_addresses", default=False),
        no_address=_no_address(content),
    )


def _form(content: Mapping[str, Any]) -> CsvForm:
    separator, encoding = content.get("separator", ","), content.get("encoding", "utf-8")
    if separator not in SEPARATORS:
        raise wrong_profile("registry.profile_separator")
    if encoding not in ENCODINGS:
        raise wrong_profile("registry.profile_encoding")
    final_newline = _flag(content, "final_newline", default=True)
    return CsvForm(separator, ENCODINGS[encoding], final_newline=final_newline)


def _date_formats(content: Mapping[str, Any], kind: Format) -> tuple[str, ...]:
    if "date_format" in content:
        return (str(content["date_format"]),)
    return _DATE_FORMATS.get(kind, ("%Y-%m-%d",))


def _fiche_digits(content: Mapping[str, Any]) -> int:
    digits = content.get("fiche_digits", DIGITS)
    if isinstance(digits, bool) or digits not in FICHE_DIGITS:
        raise wrong_profile("registry.profile_digits", least=FICHE_DIGITS[0], most=FICHE_DIGITS[-1])
    return int(digits)


def _flag(content: Mapping[str, Any], name: str, *, default: bool) -> bool:
    flag = content.get(name, default)
    if not isinstance(flag, bool):
        raise wrong_profile("registry.profile_flag", name=name)
    return flag


def _no_address(content: Mapping[str, Any]) -> frozenset[str]:
    words = content.get("no_address", [])
    if not isinstance(words, list):
        raise wrong_profile("registry.profile_section", name="no_address")
    return frozenset(read_word(str(word)) for word in words)


def _relationships(content: Mapping[str, Any]) -> dict[str, str]:
    relationships = _inverted(_section(content, "relationships"), "relationships")
    if wrong := sorted(set(relationships.values()) - set(RELATIONSHIPS)):
        raise wrong_profile(
            "registry.profile_relationship", name=wrong[0], known=", ".join(RELATIONSHIPS)
        )
    return relationships


def _allowed(content: Mapping[str, Any], *, has_flag: bool) -> dict[str, int]:
    allowed = _inverted(_section(content, "allowed"), "allowed")
    # Where the role decides, no role means no access.
    if not has_flag and allowed.setdefault("", "no") != "no":
        raise wrong_profile("registry.profile_allowed")
    if not {"yes"} <= set(allowed.values()) <= {"yes", "no"}:
        raise wrong_profile("registry.profile_allowed")
    return {word: int(meaning == "yes") for word, meaning in allowed.items()}


def wrong_profile(key: str, **values: object) -> Refused:
    """Return the refusal of a profile."""
    return Refused(key, field="profile", **values)


def _all_fields(
    columns: Mapping[str, str], constants: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    if unknown := sorted({*columns, *constants} - set(FIELDS)):
        raise wrong_profile("registry.profile_unknown", name=unknown[0])
    if both := sorted(set(columns) & set(constants)):
        raise wrong_profile("registry.profile_both", name=both[0])
    missing = [name for name in FIELDS if name not in columns and name not in constants]
    if needed := [name for name in missing if name not in OPTIONAL_FIELDS]:
        raise wrong_profile("registry.profile_missing", name=needed[0])
    return dict(columns), {**constants, **dict.fromkeys(missing, "")}


def _check_chosen(columns: Mapping[str, str], constants: Mapping[str, str]) -> None:
    unknown = sorted((set(columns) - _CHOSEN_COLUMNS) | (set(constants) - _CHOSEN_CONSTANTS))
    if unknown:
        raise wrong_profile("registry.profile_unknown", name=unknown[0])
    if "fiche" not in columns:
        raise wrong_profile("registry.profile_missing", name="fiche")
    if constants and set(constants) != _CHOSEN_CONSTANTS:
        raise wrong_profile(
            "registry.profile_missing", name=min(_CHOSEN_CONSTANTS - set(constants))
        )


def _section(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise wrong_profile("registry.profile_section", name=name)
    return found


def _texts(content: Mapping[str, Any], name: str) -> dict[str, str]:
    found = _section(content, name)
    if not all(isinstance(value, str) for value in found.values()):
        raise wrong_profile("registry.profile_section", name=name)
    return found


def _inverted(meanings: Mapping[str, Any], section: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for meaning, spellings in meanings.items():
        if not isinstance(spellings, list):
            raise wrong_profile("registry.profile_section", name=section)
        for word in spellings:
            if words.setdefault(read_word(str(word)), meaning) != meaning:
                raise wrong_profile("registry.profile_two_meanings", name=section, word=str(word))
    return words
