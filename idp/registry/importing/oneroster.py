"""OneRoster 1.1 and 1.2, CSV binding (1EdTech): guardians by `agentSourcedIds` of `users.csv`.

In 1.1 a user's role and schools are in `users.csv`, in 1.2 in `roles.csv`. An agent is named on
the student's line, on the adult's, or on both. Only a whole export (`bulk`) can be imported: a
`delta` does not say who left. A role that has not begun gives nothing yet; its last day is that
of the contact.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct, field, structs
from typing_extensions import override

from idp.files.csv_file import CsvFile, Troubled, open_csv, refuse_row
from idp.files.export import Export
from idp.files.problem import Place, UnusableRow, wrong_file, wrong_row
from idp.normalisation.blanks import trimmed
from idp.normalisation.word import read_word
from idp.registry.importing.oneroster_users import Users
from idp.registry.importing.roster import (
    Adult,
    Dates,
    Joined,
    RosterRole,
    School,
    Schools,
    Unique,
    active_role,
    fields_of,
    is_active,
    read_orgs,
)
from idp.registry.importing.row_source import ReadingContext, RowSource
from idp.registry.importing.vocabulary import (
    ONEROSTER_ORGS,
    ONEROSTER_ROLES,
    ROLE_TYPES,
    STUDENT,
    known_word,
    meaning,
)

_VERSIONS = ("1.1", "1.2")
_COLUMNS = {
    "surname": "familyName",
    "given_name": "givenName",
    "address": "email",
    "relationship": "role",
    "allowed": "role",
    "until": "role",
    "school": "orgSourcedIds",
}


class Roles(Struct, frozen=True):
    """By user, the roles that have begun. Users `in_doubt` have one that may be without access."""

    begun: dict[str, list[RosterRole]] = field(default_factory=dict)
    in_doubt: set[str] = field(default_factory=set)


class OneRoster(RowSource):
    """The rows of a OneRoster export: one for each student and each agent of that student."""

    def __init__(
        self, users: CsvFile, reading: ReadingContext, schools: Schools, roles: Roles
    ) -> None:
        columns = {**_COLUMNS, **reading.profile.columns}
        super().__init__(users, {**columns, "allowed": "agentSourcedIds"})
        self._reading = reading
        self._schools = schools
        self._roles = roles
        self._users = Users(users, reading.profile)
        self._adults: dict[str, Adult] = {}
        self._students: dict[str, int] = {}
        self._agents: dict[str, list[str]] = {}
        self._joined = Joined(students=users.name, adults=users.name, columns=columns)

    def learn(self, users: CsvFile) -> None:
        """Read `users` once, to know every adult before the first student."""
        adults = Unique[Adult](users, self._reading, "sourcedId")
        students = Unique[int](users, self._reading, "sourcedId")
        for line, row in users.rows(self._reading.left_out):
            try:
                role = self._role(line, row)
                user = self._users.id(row)
                if role is None:
                    continue
                if role.word == STUDENT:
                    self._users.check_student(line, row)
                    students.add(line, user, line)
                    continue
                adult = self._adult(line, row, role)
            except UnusableRow as trouble:
                self._reading.left_out(trouble)
                continue
            adults.add(line, user, adult)
            for student in self._users.agents(row):
                self._agents.setdefault(student, []).append(user)
        self._adults, self._students = adults.found, students.found

    @override
    def rows(self, troubled: Troubled) -> Iterator[tuple[int, Sequence[str]]]:
        # Malformed rows were reported by the first reading, in `learn`.
        for line, row in self.file.rows(lambda *_: None):
            if self._students.get(self._users.id(row)) == line:
                try:
                    yield from self._rows_of(line, row)
                except UnusableRow as trouble:
                    self._reading.left_out(trouble)

    @override
    def place(self, line: int, field: str) -> Place:
        return self._joined.place(line, field, self.file.name)

    def _rows_of(self, line: int, row: list[str]) -> Iterator[tuple[int, Sequence[str]]]:
        user = self._users.id(row)
        agents = [*self._users.agents(row), *self._agents.get(user, ())]
        if not agents:
            return
        self._joined.student_line = line
        school, role = self._school(line, row)
        student = self._users.student(line, row, school, role.until)
        # Most exports name the pair on both lines.
        for agent in dict.fromkeys(agents):
            adult = self._adults.get(agent)
            if adult is None:
                self.unmatched += 1
                continue
            self._joined.adult_line = adult.line
            yield line, fields_of(student, adult)

    def _adult(self, line: int, row: list[str], role: RosterRole) -> Adult:
        user = self._users.id(row)
        adult = Adult(self._users.email(row), role.word, line, until=role.until)
        try:
            enabled = self._users.is_enabled(line, row)
            return structs.replace(adult, enabled=enabled and user not in self._roles.in_doubt)
        except UnusableRow as trouble:
            # Known, and denied: this adult gets no access by another row either.
            self._reading.left_out(trouble)
            return structs.replace(adult, enabled=False)

    def _role(self, line: int, row: list[str]) -> RosterRole | None:
        """Return the role of a student, or of an adult that the profile knows, or None."""
        if not self._users.is_active(line, row):
            return None
        today, profile = self._reading.today, self._reading.profile
        roles = self._roles_of(line, row)
        studies = [each for each in roles if each.word == STUDENT]
        if studies:
            return active_role(studies, today)
        known = [each for each in roles if each.word in profile.relationships]
        # A relative of one child and parent of another counts as a relative only: the export does
        # not say of which child.
        least = [each for each in known if not profile.allowed.get(each.word) and each.holds(today)]
        return active_role(least or known, today)

    def _school(self, line: int, row: list[str]) -> tuple[School, RosterRole]:
        place = (self.file.name, line, self._joined.columns["school"])
        roles = self._roles_of(line, row)
        studies = [
            each for each in roles if each.word == STUDENT and self._schools.is_school(each.org)
        ]
        role = active_role(studies, self._reading.today)
        if role is None:
            raise wrong_row("registry.row_no_school", place)
        return self._schools.school(role.org, place), role

    def _roles_of(self, line: int, row: list[str]) -> list[RosterRole]:
        return self._users.roles(line, row) or self._roles.begun.get(self._users.id(row), [])


@contextmanager
def open_oneroster(export: Export, reading: ReadingContext) -> Iterator[OneRoster]:
    """Open an export. Raises Refused for a version, a mode or a file that cannot be imported."""
    form = reading.profile.form
    with open_csv(export, "manifest.csv", form) as file:
        version = _version(file)
    with open_csv(export, "orgs.csv", form) as file:
        orgs = read_orgs(file, reading, kinds=ONEROSTER_ORGS, code="identifier")
    roles = Roles()
    if version != "1.1":
        with open_csv(export, "roles.csv", form) as file:
            roles = _read_roles(file, reading)
    with open_csv(export, "users.csv", form) as users:
        source = OneRoster(users, reading, Schools(orgs, reading.profile), roles)
        with open_csv(export, "users.csv", form) as first:
            source.learn(first)
        yield source


def _version(manifest: CsvFile) -> str:
    name, value = manifest.places(("propertyName", "value"))
    said = {
        trimmed(row[name]): trimmed(row[value]).casefold() for _, row in manifest.rows(refuse_row)
    }
    version = said.get("oneroster.version", "")
    if version not in _VERSIONS:
        raise wrong_file(
            "registry.file_oneroster_version", file=manifest.name, known=", ".join(_VERSIONS)
        )
    needed = ("orgs", "users") if version == "1.1" else ("orgs", "users", "roles")
    for each in needed:
        if (mode := said.get(f"file.{each}", "absent")) != "bulk":
            raise wrong_file(
                "registry.file_oneroster_mode", file=manifest.name, member=each, mode=mode
            )
    return version


def _read_roles(file: CsvFile, reading: ReadingContext) -> Roles:
    user, role, org = file.places(("userSourcedId", "role", "orgSourcedId"))
    kind, status = file.optional_place("roleType"), file.optional_place("status")
    dates = Dates(file, reading, ("beginDate", "endDate"), exclusive=True)
    words = ONEROSTER_ROLES | reading.profile.relationships.keys()
    profile, roles = reading.profile, Roles()
    for line, row in file.rows(reading.left_out):
        try:
            primary = kind is not None and meaning(
                row[kind], ROLE_TYPES, (file.name, line, "roleType")
            )
            found = RosterRole(
                known_word(row[role], words, (file.name, line, "role")),
                trimmed(row[org]),
                dates.until(line, row),
                is_primary=primary,
            )
            if is_active(file, line, row, status) and dates.has_begun(line, row):
                roles.begun.setdefault(trimmed(row[user]), []).append(found)
        except UnusableRow as trouble:
            reading.left_out(trouble)
            word = read_word(row[role])
            if word not in words or profile.allowed.get(word) == 0:
                roles.in_doubt.add(trimmed(row[user]))
    return roles
