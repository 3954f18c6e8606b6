"""Microsoft School Data Sync, CSV: format 2.1 (`relationships.csv`) and the first one.

In the first format a guardian is known by the address in `Guardianrelationship.csv` alone, and no
file names the organisation: the profile does.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from typing_extensions import override

from idp.registry.importing.csv_file import CsvFile, open_csv
from idp.registry.importing.export import Export
from idp.registry.importing.problem import wrong_row
from idp.registry.importing.profile import Profile, wrong_profile
from idp.registry.importing.roster import (
    Adult,
    Joined,
    School,
    Schools,
    Student,
    fields_of,
    read_orgs,
)
from idp.registry.importing.row_source import RowSource
from idp.spelling.blanks import trimmed

_STUDENT = "student"


class Guardians(RowSource):
    """The rows of either format: one for each line that names a student and an adult."""

    def __init__(
        self,
        links: CsvFile,
        joined: Joined,
        students: dict[str, Student],
        *,
        columns: Sequence[str],
    ) -> None:
        super().__init__(links)
        self._joined = joined
        self._students = students
        self._adults: dict[str, Adult] | None = None
        self._student, self._adult, self._role = links.places(columns)

    def know(self, adults: dict[str, Adult]) -> None:
        """Take the lines to name adults by these ids, and not by their address."""
        self._adults = adults

    @override
    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        for line, row in self.file.rows():
            student = self._students.get(row[self._student])
            adult = self._found(row[self._adult], line)
            if student is None or adult is None:
                self.unmatched += 1
                continue
            self._joined.student_line, self._joined.adult_line = student.line, adult.line
            role = trimmed(row[self._role]).casefold()
            yield line, fields_of(student, Adult(adult.address, role, adult.line))

    @override
    def place(self, line: int, field: str) -> tuple[str, int, str]:
        return self._joined.place(line, field, self.file.name)

    def _found(self, adult: str, line: int) -> Adult | None:
        if self._adults is None:
            return Adult(adult, "", line)
        return self._adults.get(adult)


@contextmanager
def open_sds_v1(export: Export, profile: Profile) -> Iterator[Guardians]:
    """Open an export in the first format. Raises Refused for what cannot be read."""
    if not profile.constants:
        raise wrong_profile("registry.profile_missing", name="organisation")
    form = profile.form
    with open_csv(export, "School.csv", form) as file:
        code, name = file.places(("SIS ID", "Name"))
        schools = {
            row[code]: School(
                row[code],
                row[name],
                profile.constants["organisation"],
                profile.constants["organisation_name"],
            )
            for _, row in file.rows()
        }
    columns = {
        "surname": "Last Name",
        "given_name": "First Name",
        "address": "Email",
        "relationship": "Role",
        "allowed": "Role",
        **profile.columns,
    }
    with open_csv(export, "Student.csv", form) as file:
        joined = Joined(students=file.name, columns=columns)
        students = _v1_students(file, profile, schools)
    with open_csv(export, "Guardianrelationship.csv", form) as file:
        yield Guardians(file, joined, students, columns=("SIS ID", "Email", "Role"))


def _v1_students(file: CsvFile, profile: Profile, schools: dict[str, School]) -> dict[str, Student]:
    user, school, given, family = file.places(
        ("SIS ID", "School SIS ID", "First Name", "Last Name")
    )
    fiche, code = _numbers(file, profile)
    students = {}
    for line, row in file.rows():
        found = schools.get(row[school])
        if found is None:
            raise wrong_row("registry.row_no_school", (file.name, line, "School SIS ID"))
        students[row[user]] = Student(
            row[fiche], "" if code is None else row[code], row[family], row[given], found, line
        )
    return students


@contextmanager
def open_sds_v2(export: Export, profile: Profile) -> Iterator[Guardians]:
    """Open an export in format 2.1. Raises Refused for what cannot be read."""
    form = profile.form
    with open_csv(export, "orgs.csv", form) as file:
        schools = Schools(read_orgs(file), profile)
    with open_csv(export, "roles.csv", form) as file:
        attends = _schools_of_students(file, schools)
    columns = {
        "surname": "familyName",
        "given_name": "givenName",
        "address": "email",
        "relationship": "relationshipRole",
        "allowed": "relationshipRole",
        **profile.columns,
    }
    with open_csv(export, "users.csv", form) as file:
        joined = Joined(students=file.name, adults=file.name, columns=columns)
        students, adults = _v2_users(file, profile, attends)
    with open_csv(export, "relationships.csv", form) as file:
        names = ("userSourcedId", "relationshipUserSourcedId", "relationshipRole")
        guardians = Guardians(file, joined, students, columns=names)
        guardians.know(adults)
        yield guardians


def _schools_of_students(file: CsvFile, schools: Schools) -> dict[str, School]:
    user, org, role = file.places(("userSourcedId", "orgSourcedId", "role"))
    primary = file.optional_place("isPrimary")
    attends: dict[str, School] = {}
    for line, row in file.rows():
        if trimmed(row[role]).casefold() != _STUDENT or not schools.is_school(row[org]):
            continue
        if row[user] in attends and (primary is None or row[primary].casefold() != "true"):
            continue
        attends[row[user]] = schools.school(row[org], (file.name, line, "orgSourcedId"))
    return attends


def _v2_users(
    file: CsvFile, profile: Profile, attends: dict[str, School]
) -> tuple[dict[str, Student], dict[str, Adult]]:
    user, given, family, email = file.places(("sourcedId", "givenName", "familyName", "email"))
    fiche, code = _numbers(file, profile)
    students: dict[str, Student] = {}
    adults: dict[str, Adult] = {}
    for line, row in file.rows():
        school = attends.get(row[user])
        if school is None:
            adults[row[user]] = Adult(row[email], "", line)
            continue
        students[row[user]] = Student(
            row[fiche], "" if code is None else row[code], row[family], row[given], school, line
        )
    return students, adults


def _numbers(file: CsvFile, profile: Profile) -> tuple[int, int | None]:
    (fiche,) = file.places([profile.columns["fiche"]])
    code = profile.columns.get("permanent_code")
    return fiche, None if code is None else file.places([code])[0]
