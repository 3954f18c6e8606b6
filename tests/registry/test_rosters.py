"""OneRoster and School Data Sync: who is whose guardian, and who of them may come in."""

from pathlib import Path

import pytest

from idp.registry.contact import contact_key, open_contact, permanent_code_key
from idp.registry.importing.gathering import Contact
from idp.registry.importing.reading import Read
from tests.registry.conftest import VAULT, read_export
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


def read(path: Path, profile: str) -> tuple[Read, dict[str, Contact]]:
    """Return what an export says, and its contacts by address."""
    outcome = read_export(path, profile)
    assert outcome.response is not None, outcome.refused
    return outcome.response, outcome.known


def test_oneroster_1_1_names_guardians_on_either_line(tmp_path: Path) -> None:
    response, found = read(archive(tmp_path / "a.zip", ONEROSTER_1_1), "oneroster")
    assert found.keys() == {
        "marie.tremblay@exemple.quebec",
        "tante@exemple.quebec",
        "tuteur@exemple.quebec",
        "parti@exemple.quebec",
    }
    allowed = {address for address, contact in found.items() if contact[7]}
    # A relative is on the file and may not come in, nor may whom the system itself shut out.
    assert allowed == {"marie.tremblay@exemple.quebec", "tuteur@exemple.quebec"}
    assert response.organisations == {"887000": "CSS des Érables"}
    assert response.schools == {("887000", "011"): "École des Pins"}


def test_a_oneroster_student_is_known_by_both_numbers(tmp_path: Path) -> None:
    _, found = read(archive(tmp_path / "a.zip", ONEROSTER_1_1), "oneroster")
    marie = found["marie.tremblay@exemple.quebec"]
    assert open_contact(VAULT, marie[9]).fiche == "1234567"
    assert open_contact(VAULT, marie[9]).student_name == "Léa Tremblay"
    assert marie[0] == contact_key(VAULT, "marie.tremblay@exemple.quebec")
    assert marie[5] == permanent_code_key(VAULT, "TREL71531400")
    assert marie[6] == "guardian"


def test_oneroster_1_2_takes_roles_from_their_own_file(tmp_path: Path) -> None:
    response, found = read(
        archive(tmp_path / "a.zip", ONEROSTER_1_2, folder="export/"), "oneroster"
    )
    # A teacher who is a parent too is a guardian.
    assert [address for address, each in found.items() if each[7]] == [
        "marie.tremblay@exemple.quebec"
    ]
    assert response.schools == {("887000", "011"): "École des Pins"}


def test_sds_2_1_says_who_is_whose_guardian_in_relationships(tmp_path: Path) -> None:
    response, found = read(folder_of(tmp_path / "sds", SDS_V2), "sds-v2.1")
    assert {address: contact[7] for address, contact in found.items()} == {
        "marie.tremblay@exemple.quebec": 1,
        "medecin@exemple.quebec": 0,
    }
    assert response.unmatched == 1
    assert response.organisations == {"887000": "CSS des Érables"}


def test_the_first_sds_format_knows_guardians_by_address(tmp_path: Path) -> None:
    response, found = read(archive(tmp_path / "a.zip", SDS_V1), "sds-v1")
    assert {address: contact[7] for address, contact in found.items()} == {
        "marie.tremblay@exemple.quebec": 1,
        "tante@exemple.quebec": 0,
        "inconnu@exemple.quebec": 0,
    }
    assert response.schools == {("887000", "011"): "École des Pins"}


def changed(files: Files, name: str, old: str, new: str) -> Files:
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


@pytest.mark.parametrize(
    ("profile", "files", "words"),
    [
        ("oneroster", {**ONEROSTER_1_1, "manifest.csv": manifest("1.0")}, "one of 1.1, 1.2"),
        ("oneroster", {**ONEROSTER_1_1, "manifest.csv": manifest("1.1", users="delta")}, "delta"),
        ("oneroster", {"orgs.csv": "x"}, "the file manifest.csv is missing"),
        (
            "sds-v1",
            changed(SDS_V1, "Student.csv", ",Student Number", ",SIS ID"),
            "the column SIS ID is there twice",
        ),
        (
            "sds-v2.1",
            changed(SDS_V2, "users.csv", "medecin@exemple.quebec,,\r\n", "medecin@exemple.que"),
            "users.csv, line 4: the last line has no end",
        ),
    ],
)
def test_a_roster_that_cannot_be_read_is_refused(
    tmp_path: Path, profile: str, files: Files, words: str
) -> None:
    assert words in read_export(archive(tmp_path / "a.zip", files), profile).refused


@pytest.mark.parametrize(
    ("profile", "files", "words"),
    [
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", "marie.tremblay@", "marie.tremblay-"),
            "users.csv:4 email: Not an address",
        ),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", ",1234567,", ",12,"),
            "users.csv:2 identifier: Not a fiche number",
        ),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", '"d-1,s-1"', "s-2"),
            "users.csv:2 orgSourcedIds: The school is not listed",
        ),
        (
            "oneroster",
            changed(ONEROSTER_1_1, "users.csv", ",Léa,", ",=cmd,"),
            "users.csv:2 givenName: This begins as a formula",
        ),
        (
            "sds-v2.1",
            changed(SDS_V2, "relationships.csv", "doctor", "voisin"),
            "relationships.csv:3 relationshipRole: A value that the profile",
        ),
        (
            "sds-v1",
            changed(SDS_V1, "Guardianrelationship.csv", "tante@", "tante-"),
            "Guardianrelationship.csv:3 Email: Not an address",
        ),
    ],
)
def test_a_row_of_a_roster_that_cannot_be_used_is_told_by_file_line_and_column(
    tmp_path: Path, profile: str, files: Files, words: str
) -> None:
    outcome = read_export(archive(tmp_path / "a.zip", files), profile)
    assert [each for each in outcome.problems if each.startswith(words)], outcome.problems


def test_an_organisation_that_is_not_named_leaves_its_schools_out(tmp_path: Path) -> None:
    files = changed(ONEROSTER_1_1, "orgs.csv", "011,d-1", "011,")
    outcome = read_export(archive(tmp_path / "a.zip", files), "oneroster")
    assert outcome.problems[0].startswith("users.csv:2 orgSourcedIds: No organisation stands above")
    assert "lists no contact" in outcome.refused
