"""Reads a line of OneRoster's `users.csv`."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from idp.files.csv_file import CsvFile
from idp.files.problem import wrong_row
from idp.normalisation.blanks import trimmed
from idp.registry.importing.profile import ExportProfile
from idp.registry.importing.roster import RosterRole, School, Student, is_active, listed
from idp.registry.importing.vocabulary import ONEROSTER_ROLES, TRUTH, known_word, meaning

_USER_ID = re.compile(r"\{([^:{}]*):([^{}]*)\}")

_Number = Callable[[int, list[str]], str]


class Users:
    """Knows the columns."""

    def __init__(self, file: CsvFile, profile: ExportProfile) -> None:
        self._file = file
        self._words = ONEROSTER_ROLES | profile.relationships.keys()
        self._id, self._given, self._family, self._email, self._agents = file.places(
            ("sourcedId", "givenName", "familyName", "email", "agentSourcedIds")
        )
        self._status = file.optional_place("status")
        self._enabled = file.optional_place("enabledUser")
        self._role = file.optional_place("role")
        self._orgs = file.optional_place("orgSourcedIds")
        self._fiche = _number(file, profile.columns["fiche"])
        code = profile.columns.get("permanent_code")
        self._code = _number(file, code) if code else _blank

    def id(self, row: list[str]) -> str:
        """Return the user's id."""
        return trimmed(row[self._id])

    def is_active(self, line: int, row: list[str]) -> bool:
        """Return whether the row is active. Raises UnusableRow."""
        return is_active(self._file, line, row, self._status)

    def is_enabled(self, line: int, row: list[str]) -> bool:
        """Return whether the user is enabled. Raises UnusableRow."""
        if self._enabled is None:
            return True
        return meaning(row[self._enabled], TRUTH, (self._file.name, line, "enabledUser"))

    def check_student(self, line: int, row: list[str]) -> None:
        """Raise UnusableRow for an unknown word; whether pupils may sign in does not matter."""
        if self._enabled is not None and trimmed(row[self._enabled]):
            self.is_enabled(line, row)

    def email(self, row: list[str]) -> str:
        """Return the user's address."""
        return row[self._email]

    def agents(self, row: list[str]) -> Iterator[str]:
        """Yield the ids of the agents on the line."""
        return listed(row[self._agents])

    def roles(self, line: int, row: list[str]) -> list[RosterRole]:
        """Return the roles on the line itself: one at each org. Raises UnusableRow."""
        if self._role is None or not trimmed(row[self._role]):
            return []
        word = known_word(row[self._role], self._words, (self._file.name, line, "role"))
        orgs = [] if self._orgs is None else list(listed(row[self._orgs]))
        return [RosterRole(word, org) for org in orgs] or [RosterRole(word, "")]

    def student(self, line: int, row: list[str], school: School, until: date | None) -> Student:
        """Return the student on a line. Raises UnusableRow."""
        return Student(
            fiche=self._fiche(line, row),
            permanent_code=self._code(line, row),
            surname=row[self._family],
            given_name=row[self._given],
            school=school,
            line=line,
            until=until,
        )


def _number(file: CsvFile, column: str) -> _Number:
    """Return the reader of a number in a row: a column, or one kind of id in `userIds`."""
    name, _, kind = column.partition(":")
    (place,) = file.places([name])
    if not kind:
        return lambda _line, row: row[place]

    def one_of_ids(line: int, row: list[str]) -> str:
        found = {value for known, value in _USER_ID.findall(row[place]) if known == kind}
        if len(found) > 1:
            raise wrong_row("registry.row_id_twice", (file.name, line, name))
        return found.pop() if found else ""

    return one_of_ids


def _blank(_line: int, _row: list[str]) -> str:
    return ""
