"""OneRoster and School Data Sync: who is whose guardian, and who of them may come in."""

from pathlib import Path

import pytest

from idp.errors import Refused
from idp.keys import Vault
from idp.registry.contact import contact_key, open_contact, permanent_code_key
from idp.registry.importing import Arrival, load_profile
from idp.registry.importing.reading import Read, Source, read_file
from idp.registry.importing.rows import Contact
from idp.registry.importing.sorting import SortedContacts
from tests.registry.conftest import PROFILE, said, silent
from tests.registry.rosters import (
    ONEROSTER_1_1,
    ONEROSTER_1_2,
    SDS_V1,
    SDS_V2,
    Files,
    archive,
    folder_of,
    manifest,
)

_VAULT = Vault(lookup_key=b"l" * 32, seal_key=b"s" * 32)
_NOW = 1_795_435_200


def read(path: Path, profile: str) -> tuple[Read, dict[str, Contact]]:
    """Return what an export says, and its contacts by address."""
    arrival = Arrival(path, load_profile(PROFILE.with_stem(profile)), 1 << 20)
    with SortedContacts() as contacts:
        told = read_file(Source(arrival, _VAULT, _NOW), contacts, silent)
        found = {open_contact(_VAULT, contact[9]).address: contact for contact in contacts}
    return told, found


def test_oneroster_1_1_names_guardians_on_either_line(tmp_path: Path) -> None:
    told, found = read(archive(tmp_path / "a.zip", ONEROSTER_1_1), "oneroster")
    assert found.keys() == {
        "marie.tremblay@exemple.quebec",
        "tante@exemple.quebec",
        "tuteur@exemple.quebec",
        "parti@exemple.quebec",
    }
    allowed = {address for address, contact in found.items() if contact[7]}
    # A relative is on the file and may not come in, nor may whom the system itself shut out.
    assert allowed == {"marie.tremblay@exemple.quebec", "tuteur@exemple.quebec"}
    assert told.organisations == {"887000": "CSS des Érables"}
    assert told.schools == {("887000", "011"): "École des Pins"}


def test_a_oneroster_student_is_known_by_both_numbers(tmp_path: Path) -> None:
    _, found = read(archive(tmp_path / "a.zip", ONEROSTER_1_1), "oneroster")
    marie = found["marie.tremblay@exemple.quebec"]
    assert open_contact(_VAULT, marie[9]).fiche == "1234567"
    assert open_contact(_VAULT, marie[9]).student_name == "Léa Tremblay"
    assert marie[0] == contact_key(_VAULT, "marie.tremblay@exemple.quebec")
    assert marie[5] == permanent_code_key(_VAULT, "TREL71531400")
    assert marie[6] == "guardian"


def test_oneroster_1_2_takes_roles_from_their_own_file(tmp_path: Path) -> None:
    told, found = read(archive(tmp_path / "a.zip", ONEROSTER_1_2, folder="export/"), "oneroster")
    # A teacher who is a parent too is a guardian.
    assert [address for address, each in found.items() if each[7]] == [
        "marie.tremblay@exemple.quebec"
    ]
    assert told.schools == {("887000", "011"): "École des Pins"}


def test_sds_2_1_says_who_is_whose_guardian_in_relationships(tmp_path: Path) -> None:
    told, found = read(folder_of(tmp_path / "sds", SDS_V2), "sds-v2.1")
    assert {address: contact[7] for address, contact in found.items()} == {
        "marie.tremblay@exemple.quebec": 1,
        "medecin@exemple.quebec": 0,
    }
    assert told.unmatched == 1
    assert told.organisations == {"887000": "CSS des Érables"}


def test_the_first_sds_format_knows_guardians_by_address(tmp_path: Path) -> None:
    told, found = read(archive(tmp_path / "a.zip", SDS_V1), "sds-v1")
    assert {address: contact[7] for address, contact in found.items()} == {
        "marie.tremblay@exemple.quebec": 1,
        "tante@exemple.quebec": 0,
        "inconnu@exemple.quebec": 0,
    }
    assert told.schools == {("887000", "011"): "École des Pins"}


def changed(files: Files, name: str, old: str, new: str) -> Files:
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


@pytest.mark.parametrize(
    ("profile", "files", "told"),
    [
        ("oneroster", {**ONEROSTER_1_1, "manifest.csv": manifest("1.0")}, "one of 1.1, 1.2"),
        ("oneroster", {**ONEROSTER_1_1, "manifest.csv": manifest("1.1", users="delta")}, "delta"),
        ("oneroster", {"orgs.csv": "x"}, "the file manifest.csv is missing"),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", "marie.tremblay@", "marie.tremblay-"),
            "users.csv, line 4, column email: not an address",
        ),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", ",1234567,", ",12,"),
            "users.csv, line 2, column identifier: not a fiche number",
        ),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", '"d-1,s-1"', "s-2"),
            "users.csv, line 2, column orgSourcedIds: the school is not listed",
        ),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "orgs.csv", "011,d-1", "011,"),
            "users.csv, line 2, column orgSourcedIds: no organisation stands above",
        ),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", ",Léa,", ",=cmd,"),
            "users.csv, line 2, column givenName: this begins as a formula",
        ),
        (
            "sds-v2.1",
            changed(SDS_V2, "relationships.csv", "doctor", "voisin"),
            "relationships.csv, line 3, column relationshipRole: a value that the profile",
        ),
        (
            "sds-v1",
            changed(SDS_V1, "Guardianrelationship.csv", "tante@", "tante-"),
            "Guardianrelationship.csv, line 3, column Email: not an address",
        ),
        (
            "sds-v1",
            changed(SDS_V1, "Student.csv", ",Student Number", ",SIS ID"),
            "the column SIS ID is there twice",
        ),
    ],
)
def test_a_wrong_roster_is_refused_naming_file_line_and_column(
    tmp_path: Path, profile: str, files: Files, told: str
) -> None:
    with pytest.raises(Refused) as caught:
        read(archive(tmp_path / "a.zip", files), profile)
    assert told in said(caught.value)
