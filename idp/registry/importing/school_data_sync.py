"""Microsoft School Data Sync, CSV: format 2.1 (`relationships.csv`) and the first one.

In the first format a guardian is known by the address in `Guardianrelationship.csv` alone, and no
file names the organisation: the profile does. In 2.1 a role has a first and a last day; an adult
whose guardian roles have all ended is no guardian any more.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct, field, structs
from typing_extensions import override

from idp.files.csv_file import CsvFile, Troubled, open_csv
from idp.files.export import Export
from idp.files.problem import Place, UnusableRow, wrong_row
from idp.normalisation.blanks import trimmed
from idp.normalisation.word import read_word
from idp.registry.importing.profile import wrong_profile
from idp.registry.importing.roster import (
    Adult,
    Dates,
    Joined,
    RosterRole,
    School,
    Schools,
    Student,
    Unique,
    active_role,
    fields_of,
    is_active,
    read_orgs,
)
from idp.registry.importing.row_source import ReadingContext, RowSource
from idp.registry.importing.vocabulary import (
    SDS_ORGS,
    SDS_ROLES,
    STUDENT,
    TRUTH_OR_BLANK,
    known_word,
    meaning,
)


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
        student, adult, role = columns
        super().__init__(
            links,
            {
                **dict.fromkeys(("fiche", "permanent_code", "surname", "school_name"), student),
                "address": adult,
                "allowed": role,
                "until": role,
            },
        )
        self._joined = joined
        self._students = students
        self._adults: dict[str, Adult] | None = None
        self._student, self._adult, self._role = links.places(columns)

    def know(self, adults: dict[str, Adult]) -> None:
        """Resolve adults on the lines by these ids, not by their address."""
        self._adults = adults

    @override
    def rows(self, troubled: Troubled) -> Iterator[tuple[int, Sequence[str]]]:
        def left_out(trouble: UnusableRow, row: list[str]) -> None:
            # The adult named by its ids has no access by another line either.
            troubled(trouble, list(self._fields(int(str(trouble.values["line"])), row)))

        for line, row in self.file.rows(left_out):
            if fields := self._fields(line, row):
                yield line, fields
            else:
                self.unmatched += 1

    def _fields(self, line: int, row: list[str]) -> Sequence[str]:
        """Return the fields of a line; none when it names somebody whom no file lists."""
        cells = [*row, *[""] * len(self.file.headers)]
        student = self._students.get(trimmed(cells[self._student]))
        adult = self._found(cells[self._adult], line)
        if student is None or adult is None:
            return ()
        self._joined.student_line, self._joined.adult_line = student.line, adult.line
        return fields_of(student, structs.replace(adult, role=read_word(cells[self._role])))

    @override
    def place(self, line: int, field: str) -> Place:
        return self._joined.place(line, field, self.file.name)

    def _found(self, adult: str, line: int) -> Adult | None:
        if self._adults is None:
            return Adult(adult, "", line)
        return self._adults.get(trimmed(adult))


@contextmanager
def open_sds_v1(export: Export, reading: ReadingContext) -> Iterator[Guardians]:
    """Open an export in the first format. Raises Refused for what cannot be read."""
    profile = reading.profile
    if not profile.constants:
        raise wrong_profile("registry.profile_missing", name="organisation")
    with open_csv(export, "School.csv", profile.form) as file:
        schools = _v1_schools(file, reading)
    columns = {
        "surname": "Last Name",
        "given_name": "First Name",
        "address": "Email",
        "relationship": "Role",
        "allowed": "Role",
        **profile.columns,
    }
    with open_csv(export, "Student.csv", profile.form) as file:
        joined = Joined(students=file.name, columns=columns)
        students = _v1_students(file, reading, schools)
    with open_csv(export, "Guardianrelationship.csv", profile.form) as file:
        yield Guardians(file, joined, students, columns=("SIS ID", "Email", "Role"))


def _v1_schools(file: CsvFile, reading: ReadingContext) -> dict[str, School]:
    code, name = file.places(("SIS ID", "Name"))
    constants = reading.profile.constants
    schools = Unique[School](file, reading, "SIS ID")
    for line, row in file.rows(reading.left_out):
        school_id = trimmed(row[code])
        school = School(
            school_id, row[name], constants["organisation"], constants["organisation_name"]
        )
        schools.add(line, school_id, school)
    return schools.found


def _v1_students(
    file: CsvFile, reading: ReadingContext, schools: dict[str, School]
) -> dict[str, Student]:
    user, school, given, family = file.places(
        ("SIS ID", "School SIS ID", "First Name", "Last Name")
    )
    fiche, code = _numbers(file, reading)
    status = file.optional_place("Status")
    students = Unique[Student](file, reading, "SIS ID")
    for line, row in file.rows(reading.left_out):
        try:
            if not is_active(file, line, row, status):
                continue
            found = schools.get(trimmed(row[school]))
            if found is None:
                raise wrong_row("registry.row_no_school", (file.name, line, "School SIS ID"))
        except UnusableRow as trouble:
            reading.left_out(trouble)
            continue
        number = "" if code is None else row[code]
        student = Student(row[fiche], number, row[family], row[given], found, line)
        students.add(line, trimmed(row[user]), student)
    return students.found


@contextmanager
def open_sds_v2(export: Export, reading: ReadingContext) -> Iterator[Guardians]:
    """Open an export in format 2.1. Raises Refused for what cannot be read."""
    form = reading.profile.form
    with open_csv(export, "orgs.csv", form) as file:
        schools = Schools(read_orgs(file, reading, kinds=SDS_ORGS), reading.profile)
    with open_csv(export, "roles.csv", form) as file:
        roles = _read_roles(file, reading)
    columns = {
        "surname": "familyName",
        "given_name": "givenName",
        "address": "email",
        "relationship": "relationshipRole",
        "allowed": "relationshipRole",
        **reading.profile.columns,
    }
    with open_csv(export, "users.csv", form) as file:
        joined = Joined(students=file.name, adults=file.name, columns=columns)
        students, adults = _v2_users(file, reading, _Members(roles, schools, reading))
    with open_csv(export, "relationships.csv", form) as file:
        names = ("userSourcedId", "relationshipUserSourcedId", "relationshipRole")
        guardians = Guardians(file, joined, students, columns=names)
        guardians.know(adults)
        yield guardians


class _Roles(Struct, frozen=True):
    """By user, the roles that have begun. `guardians` have a guardian role, valid or not."""

    file: str
    begun: dict[str, list[RosterRole]] = field(default_factory=dict)
    guardians: set[str] = field(default_factory=set)


def _read_roles(file: CsvFile, reading: ReadingContext) -> _Roles:
    user, org, role = file.places(("userSourcedId", "orgSourcedId", "role"))
    primary, status = file.optional_place("isPrimary"), file.optional_place("status")
    dates = Dates(file, reading, ("roleStartDate", "roleEndDate"), exclusive=False)
    guardian = reading.profile.relationships.keys()
    roles = _Roles(file.name)
    for line, row in file.rows(reading.left_out):
        user_id, word = trimmed(row[user]), read_word(row[role])
        if word in guardian or word not in SDS_ROLES:
            roles.guardians.add(user_id)
        try:
            known_word(row[role], SDS_ROLES | guardian, (file.name, line, "role"))
            is_primary = primary is not None and meaning(
                row[primary], TRUTH_OR_BLANK, (file.name, line, "isPrimary")
            )
            found = RosterRole(word, trimmed(row[org]), dates.until(line, row), is_primary, line)
            if is_active(file, line, row, status) and dates.has_begun(line, row):
                roles.begun.setdefault(user_id, []).append(found)
        except UnusableRow as trouble:
            reading.left_out(trouble)
    return roles


class _Members:
    """Who attends which school, and which adults are guardians still."""

    def __init__(self, roles: _Roles, schools: Schools, reading: ReadingContext) -> None:
        self._roles = roles
        self._schools = schools
        self._reading = reading

    def attended(self, user: str) -> tuple[School, RosterRole] | None:
        """Return the school of a student, None for other users. Raises UnusableRow."""
        roles = [
            each
            for each in self._roles.begun.get(user, ())
            if each.word == STUDENT and self._schools.is_school(each.org)
        ]
        role = active_role(roles, self._reading.today)
        if role is None:
            return None
        place = (self._roles.file, role.line, "orgSourcedId")
        return self._schools.school(role.org, place), role

    def adult(self, user: str, address: str, line: int) -> Adult:
        """Return an adult; without guardian roles, `relationships.csv` alone decides."""
        if user not in self._roles.guardians:
            return Adult(address, "", line)
        known = self._reading.profile.relationships
        roles = [each for each in self._roles.begun.get(user, ()) if each.word in known]
        role = active_role(roles, self._reading.today)
        if role is None:
            return Adult(address, "", line, enabled=False)
        return Adult(address, "", line, until=role.until)


def _v2_users(
    file: CsvFile, reading: ReadingContext, members: _Members
) -> tuple[dict[str, Student], dict[str, Adult]]:
    user, given, family, email = file.places(("sourcedId", "givenName", "familyName", "email"))
    fiche, code = _numbers(file, reading)
    status = file.optional_place("status")
    students = Unique[Student](file, reading, "sourcedId")
    adults = Unique[Adult](file, reading, "sourcedId")
    for line, row in file.rows(reading.left_out):
        user_id = trimmed(row[user])
        try:
            if not is_active(file, line, row, status):
                continue
            attended = members.attended(user_id)
        except UnusableRow as trouble:
            reading.left_out(trouble)
            continue
        if attended is None:
            adults.add(line, user_id, members.adult(user_id, row[email], line))
            continue
        school, role = attended
        number = "" if code is None else row[code]
        student = Student(row[fiche], number, row[family], row[given], school, line, role.until)
        students.add(line, user_id, student)
    return students.found, adults.found


def _numbers(file: CsvFile, reading: ReadingContext) -> tuple[int, int | None]:
    columns = reading.profile.columns
    (fiche,) = file.places([columns["fiche"]])
    code = columns.get("permanent_code")
    return fiche, None if code is None else file.places([code])[0]
