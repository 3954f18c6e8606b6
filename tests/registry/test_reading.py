"""A long file is read by two processes, and says the same as when one reads it."""

from pathlib import Path

import pytest

from idp.errors import Refused
from idp.keys import Vault
from idp.registry.importing import Arrival, load_profile
from idp.registry.importing.reading import Read, Source, read_file
from idp.registry.importing.rows import Contact
from idp.registry.importing.sorting import SortedContacts
from tests.registry.conftest import HEADER, PROFILE, line, said

_NOW = 1_795_435_200
_ROWS = 90_000
_LONG = 8 * 1024 * 1024


def export(folder: Path, *, wrong: tuple[str, str] = ("", "")) -> Path:
    """Write a long export; `wrong` is what is replaced, and by what, on its last line."""
    path = folder / "export.csv"
    lines = [
        line(fiche=f"{number:07}", address=f"parent.{number}@exemple.quebec", code="")
        for number in range(_ROWS)
    ]
    lines[-1] = lines[-1].replace(*wrong)
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    assert path.stat().st_size > _LONG
    return path


def read(path: Path) -> tuple[Read, list[Contact]]:
    vault = Vault(lookup_key=b"l" * 32, seal_key=b"s" * 32)
    with SortedContacts() as contacts:
        source = Source(Arrival(path, load_profile(PROFILE), 1 << 30), vault, _NOW)
        said = read_file(source, contacts, lambda *_: None)
        return said, list(contacts)


def test_two_processes_find_every_row_once_and_in_order(tmp_path: Path) -> None:
    said, contacts = read(export(tmp_path))
    assert said.rows == said.found == len(contacts) == _ROWS
    assert sorted(contact[2] for contact in contacts) == list(range(2, _ROWS + 2))
    assert contacts == sorted(contacts)


def test_what_is_wrong_in_a_long_file_is_named_by_line_and_column(tmp_path: Path) -> None:
    path = export(tmp_path, wrong=("@exemple", "-at-exemple"))
    with pytest.raises(Refused) as caught:
        read(path)
    assert f"line {_ROWS + 1}, column" in said(caught.value)


def test_a_contradiction_between_the_two_halves_is_found(tmp_path: Path) -> None:
    # The last row is the second process's, the first is the first's.
    path = export(tmp_path, wrong=("École 011", "Une autre"))
    with pytest.raises(Refused, match="row_other_name"):
        read(path)
