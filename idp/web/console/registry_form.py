"""Converting the editor's form to the sections of a profile, and back."""

from collections.abc import Mapping
from typing import Any

from idp.administration.registry.schemas import ColumnsResponse
from idp.normalisation.fiche_number import DIGITS
from idp.registry.importing import FIELDS, RELATIONSHIPS
from idp.web.console.console_request import AdministratorRequest

CONSTANTS = frozenset({"organisation", "organisation_name", "school", "school_name", "allowed"})
_ALLOWED = ("yes", "no")
_LONGEST = 3
_BEGINNING: Mapping[str, Any] = {
    "constants": {},
    "date_format": "%Y-%m-%d",
    "fiche_digits": DIGITS,
    "final_newline": True,
    "several_addresses": False,
}
_EMPTY = {"(vide)": "", "(empty)": ""}


def content_of(request: AdministratorRequest) -> dict[str, Any]:
    """Return the profile that the form describes; the action checks it."""
    columns = {name: request.text(f"column.{name}") for name in FIELDS}
    constants = {name: request.text(f"constant.{name}").strip() for name in CONSTANTS}
    digits = request.text("fiche_digits").strip() or str(DIGITS)
    return {
        "separator": "\t" if request.text("separator") == "tab" else request.text("separator"),
        "encoding": request.text("encoding"),
        "date_format": request.text("date_format"),
        "fiche_digits": int(digits) if digits.isdecimal() and len(digits) <= _LONGEST else digits,
        "final_newline": request.text("final_newline") != "no",
        "several_addresses": request.text("several_addresses") == "yes",
        "no_address": _listed(request.text("no_address")),
        "columns": {name: column for name, column in columns.items() if column},
        "constants": {
            name: value for name, value in constants.items() if value and not columns[name]
        },
        "relationships": {name: _listed(request.text(name)) for name in RELATIONSHIPS},
        "allowed": {name: _listed(request.text(name)) for name in _ALLOWED},
    }


def begun(response: ColumnsResponse, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return a profile to start from: that of `known`, as far as this file has its columns."""
    folded = {header.casefold(): header for header in response.headers}
    columns = {
        name: folded[column.casefold()]
        for name, column in known.get("columns", {}).items()
        if column.casefold() in folded
    }
    read = {"columns": columns, "separator": response.separator, "encoding": response.encoding}
    return {**_BEGINNING, **known, **read}


def words_of(content: Mapping[str, Any], empty: str) -> dict[str, str]:
    """Return the words of each meaning; an empty one is written as `empty`."""
    relationships, allowed = content.get("relationships", {}), content.get("allowed", {})
    meanings = {
        **{name: relationships.get(name, ()) for name in RELATIONSHIPS},
        **{name: allowed.get(name, ()) for name in _ALLOWED},
        "no_address": content.get("no_address", ()),
    }
    return {name: ", ".join(word or empty for word in words) for name, words in meanings.items()}


def _listed(text: str) -> list[str]:
    words = (word.strip() for word in text.split(","))
    return [_EMPTY.get(word.casefold(), word) for word in words if word]
