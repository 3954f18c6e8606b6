"""OneRoster 1.1 and 1.2, CSV binding (1EdTech): guardians by `agentSourcedIds` of `users.csv`.

In 1.1 a user's role and schools stand in `users.csv`, in 1.2 in `roles.csv`. An agent is named on
the student's line, on the adult's, or on both. Only a whole export (`bulk`) can be imported: a
`delta` does not say who left.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from typing_extensions import override

from idp.registry.importing.csv_file import CsvFile, open_csv
from idp.registry.importing.export import Export
from idp.registry.importing.problem import wrong_file, wrong_row
from idp.registry.importing.profile import Profile
from idp.registry.importing.roster import (
    Adult,
    Joined,
    School,
    Schools,
    Student,
    fields_of,
    is_active,
    listed,
    read_orgs,
)
from idp.registry.importing.row_source import RowSource
from idp.spelling.blanks import trimmed

_VERSIONS = ("1.1", "1.2")
_STUDENT = "student"
_USER_ID = re.compile(r"\{([^:{}]*):([^{}]*)\}")
_COLUMNS = {
    "surname": "familyName",
    "given_name": "givenName",
    "address": "email",
    "relationship": "role",
    "allowed": "role",
    "school": "orgSourcedIds",
}

Roles = dict[str, dict[str, list[str]]]
"""By user: the orgs in which they have each role."""


class OneRoster(RowSource):
    """The rows of a OneRoster export: one for each student and each agent of that student."""

    def __init__(self, users: CsvFile, profile: Profile, schools: Schools, roles: Roles) -> None:
        super().__init__(users)
        self._profile = profile
        self._schools = schools
        self._roles = roles
        self._read = _UserReader(users, profile)
        self._adults: dict[str, Adult] = {}
        self._agents: dict[str, list[str]] = {}
        columns = {**_COLUMNS, **profile.columns}
        self._joined = Joined(students=users.name, adults=users.name, columns=columns)

    def learn_adults(self, users: CsvFile) -> None:
        """Go through `users` once, to know every adult before the first student."""
        for line, row in users.rows():
            role = self._role(row)
            if role is None or role == _STUDENT:
                continue
            user = self._read.user(row)
            self._adults[user] = Adult(
                self._read.email(row), role, line, enabled=self._read.is_enabled(row)
            )
            for student in self._read.agents(row):
                self._agents.setdefault(student, []).append(user)

    @override
    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        for line, row in self.file.rows():
            if self._role(row) == _STUDENT:
                yield from self._rows_of(line, row)

    @override
    def place(self, line: int, field: str) -> tuple[str, int, str]:
        return self._joined.place(line, field, self.file.name)

    def _rows_of(self, line: int, row: list[str]) -> Iterator[tuple[int, Sequence[str]]]:
        user = self._read.user(row)
        agents = [*self._read.agents(row), *self._agents.get(user, ())]
        if not agents:
            return
        student = self._read.student(line, row, self._school(line, row))
        self._joined.student_line = line
        # Most exports name the pair on both lines.
        for agent in dict.fromkeys(agents):
            adult = self._adults.get(agent)
            if adult is None:
                self.unmatched += 1
                continue
            self._joined.adult_line = adult.line
            yield line, fields_of(student, adult)

    def _role(self, row: list[str]) -> str | None:
        """Return `student`, the role of an adult that the profile knows, or None."""
        if not self._read.is_active(row):
            return None
        roles = self._read.roles(row) or list(self._roles.get(self._read.user(row), ()))
        if _STUDENT in roles:
            return _STUDENT
        return next((each for each in roles if each in self._profile.relationships), None)

    def _school(self, line: int, row: list[str]) -> School:
        place = self._joined.place(line, "school", self.file.name)
        place = (place[0], line, place[2])
        orgs = self._read.orgs(row) or self._roles.get(self._read.user(row), {}).get(_STUDENT, [])
        for org in orgs:
            if self._schools.is_school(org):
                return self._schools.school(org, place)
        raise wrong_row("registry.row_no_school", place)


class _UserReader:
    """Takes a line of `users.csv` apart."""

    def __init__(self, users: CsvFile, profile: Profile) -> None:
        self._user, self._given, self._family, self._email, self._agents = users.places(
            ("sourcedId", "givenName", "familyName", "email", "agentSourcedIds")
        )
        self._status = users.optional_place("status")
        self._enabled = users.optional_place("enabledUser")
        self._role = users.optional_place("role")
        self._orgs = users.optional_place("orgSourcedIds")
        self._fiche = _number(users, profile.columns["fiche"])
        code = profile.columns.get("permanent_code")
        self._code = _number(users, code) if code else _blank

    def user(self, row: list[str]) -> str:
        return row[self._user]

    def is_active(self, row: list[str]) -> bool:
        return is_active(row, self._status)

    def is_enabled(self, row: list[str]) -> bool:
        return self._enabled is None or row[self._enabled].casefold() != "false"

    def email(self, row: list[str]) -> str:
        return row[self._email]

    def agents(self, row: list[str]) -> Iterator[str]:
        return listed(row[self._agents])

    def roles(self, row: list[str]) -> list[str]:
        return [] if self._role is None else [trimmed(row[self._role]).casefold()]

    def orgs(self, row: list[str]) -> list[str]:
        return [] if self._orgs is None else list(listed(row[self._orgs]))

    def student(self, line: int, row: list[str], school: School) -> Student:
        return Student(
            fiche=self._fiche(row),
            permanent_code=self._code(row),
            surname=row[self._family],
            given_name=row[self._given],
            school=school,
            line=line,
        )


@contextmanager
def open_oneroster(export: Export, profile: Profile) -> Iterator[OneRoster]:
    """Open an export. Raises Refused for a version, a mode or a file that cannot be imported."""
    form = profile.form
    with open_csv(export, "manifest.csv", form) as file:
        version = _version(file)
    with open_csv(export, "orgs.csv", form) as file:
        schools = Schools(read_orgs(file, code="identifier"), profile)
    roles: Roles = {}
    if version != "1.1":
        with open_csv(export, "roles.csv", form) as file:
            roles = _read_roles(file)
    with open_csv(export, "users.csv", form) as users:
        source = OneRoster(users, profile, schools, roles)
        with open_csv(export, "users.csv", form) as first:
            source.learn_adults(first)
        yield source


def _version(manifest: CsvFile) -> str:
    name, value = manifest.places(("propertyName", "value"))
    said = {row[name]: trimmed(row[value]).casefold() for _, row in manifest.rows()}
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


def _read_roles(file: CsvFile) -> Roles:
    user, role, org = file.places(("userSourcedId", "role", "orgSourcedId"))
    kind, status = file.optional_place("roleType"), file.optional_place("status")
    roles: Roles = {}
    for _, row in file.rows():
        if is_active(row, status):
            orgs = roles.setdefault(row[user], {}).setdefault(trimmed(row[role]).casefold(), [])
            # The school where most of their time is spent comes first.
            first = kind is not None and row[kind].casefold() == "primary"
            orgs.insert(0 if first else len(orgs), row[org])
    return roles


def _number(users: CsvFile, column: str) -> Callable[[list[str]], str]:
    """Return what takes a number out of a row: a column, or one kind of id in `userIds`."""
    name, _, kind = column.partition(":")
    (place,) = users.places([name])
    if not kind:
        return lambda row: row[place]
    return lambda row: next(
        (value for found, value in _USER_ID.findall(row[place]) if found == kind), ""
    )


def _blank(_row: list[str]) -> str:
    return ""
