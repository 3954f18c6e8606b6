"""Common parts of exports of several files: students, adults and schools found by their ids."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Generic, TypeVar

from msgspec import Struct, field

from idp.files.csv_file import CsvFile
from idp.files.problem import Place, UnusableRow, wrong_row
from idp.normalisation.blanks import trimmed
from idp.normalisation.dates import read_day
from idp.registry.importing.profile import ExportProfile
from idp.registry.importing.row_source import ReadingContext
from idp.registry.importing.vocabulary import DISTRICT, SCHOOL, STANDS, known_word, meaning

V = TypeVar("V")
NOBODY = ""
"""The role of an adult whom the system itself disabled: no profile of several files allows it."""
_STUDENT = ("fiche", "permanent_code", "surname", "given_name")
_SCHOOL = ("organisation", "organisation_name", "school", "school_name")
_STEPS = 10


class School(Struct, frozen=True):
    """A school and the organisation it belongs to; codes as people know them."""

    code: str
    name: str
    organisation: str
    organisation_name: str


class Org(Struct, frozen=True):
    """A row of `orgs.csv`."""

    code: str
    name: str
    kind: str
    parent: str


class RosterRole(Struct, frozen=True):
    """A role that has begun, its last day, and its line."""

    word: str
    org: str
    until: date | None = None
    is_primary: bool = False
    line: int = 0

    def holds(self, today: date) -> bool:
        """Return whether it has not ended."""
        return self.until is None or self.until >= today


class Student(Struct, frozen=True):
    """A student, the last day at the school, and its line."""

    fiche: str
    permanent_code: str
    surname: str
    given_name: str
    school: School
    line: int
    until: date | None = None


class Adult(Struct, frozen=True):
    """An adult's address and role, its last day, and its line."""

    address: str
    role: str
    line: int
    enabled: bool = True
    until: date | None = None


class Joined(Struct):
    """Where the parts of the current row are, for messages about it."""

    students: str = ""
    adults: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    student_line: int = 0
    adult_line: int = 0

    def place(self, line: int, name: str, file: str) -> Place:
        """Return file, line and column of the field `name`; `file` is the one with the links."""
        column = self.columns.get(name, name)
        if name in _STUDENT or name in _SCHOOL:
            return self.students, self.student_line, column
        if name == "address" and self.adults:
            return self.adults, self.adult_line, column
        return file, line, column


def fields_of(student: Student, adult: Adult) -> Sequence[str]:
    """Return a row in the order of `FIELDS`; the role gives both relationship and access."""
    school = student.school
    ends = [each.isoformat() for each in (student.until, adult.until) if each is not None]
    return (
        school.organisation,
        school.organisation_name,
        school.code,
        school.name,
        student.fiche,
        student.permanent_code,
        student.surname,
        student.given_name,
        adult.role,
        adult.address,
        adult.role if adult.enabled else NOBODY,
        min(ends, default=""),
    )


class Schools:
    """Schools by the id that the export gives them, each within its organisation."""

    def __init__(self, orgs: dict[str, Org], profile: ExportProfile) -> None:
        self._orgs = orgs
        self._profile = profile
        self._known: dict[str, School] = {}

    def is_school(self, org_id: str) -> bool:
        """Return whether `org_id` is a school, and neither a district nor a department."""
        org = self._orgs.get(org_id)
        return org is not None and org.kind == SCHOOL

    def school(self, org_id: str, place: Place) -> School:
        """Return the school `org_id`, which `place` names. Raises UnusableRow when unknown."""
        known = self._known.get(org_id)
        if known is None:
            org = self._orgs.get(org_id)
            if org is None:
                raise wrong_row("registry.row_no_school", place)
            organisation, name = self._organisation(org, place)
            known = School(org.code, org.name, organisation, name)
            self._known[org_id] = known
        return known

    def _organisation(self, school: Org, place: Place) -> tuple[str, str]:
        constants = self._profile.constants
        if constants:
            return constants["organisation"], constants["organisation_name"]
        org = school
        for _ in range(_STEPS):
            parent = self._orgs.get(org.parent)
            if parent is None:
                break
            org = parent
            if org.kind == DISTRICT:
                break
        if org is school:
            raise wrong_row("registry.row_no_organisation", place)
        return org.code, org.name


def read_orgs(
    file: CsvFile, reading: ReadingContext, *, kinds: Collection[str], code: str | None = None
) -> dict[str, Org]:
    """Read `orgs.csv` of OneRoster and SDS; `code` is the column people know an org by, if any."""
    sourced, name, kind = file.places(("sourcedId", "name", "type"))
    parent, status = file.optional_place("parentSourcedId"), file.optional_place("status")
    called = file.optional_place(code) if code else None
    orgs = Unique[Org](file, reading, "sourcedId")
    for line, row in file.rows(reading.left_out):
        try:
            if not is_active(file, line, row, status):
                continue
            own_code = trimmed(row[called]) if called is not None else ""
            org_id = trimmed(row[sourced])
            org = Org(
                own_code or org_id,
                row[name],
                known_word(row[kind], kinds, (file.name, line, "type")),
                trimmed(row[parent]) if parent is not None else "",
            )
        except UnusableRow as trouble:
            reading.left_out(trouble)
        else:
            orgs.add(line, org_id, org)
    return orgs.found


class Unique(Generic[V]):
    """The value of each id of a file; an id that occurs twice has none."""

    def __init__(self, file: CsvFile, reading: ReadingContext, column: str) -> None:
        self._file = file
        self._reading = reading
        self._column = column
        self._twice: set[str] = set()
        self.found: dict[str, V] = {}

    def add(self, line: int, key: str, value: V) -> None:
        """Add one."""
        if key not in self.found and key not in self._twice:
            self.found[key] = value
            return
        self._twice.add(key)
        self.found.pop(key, None)
        place = (self._file.name, line, self._column)
        self._reading.left_out(wrong_row("registry.row_id_twice", place))


class Dates:
    """The first and last day of the roles in a file; `exclusive`: without the day itself."""

    def __init__(
        self, file: CsvFile, reading: ReadingContext, names: tuple[str, str], *, exclusive: bool
    ) -> None:
        self._file = file
        self._reading = reading
        self._names = names
        self._first, self._last = (file.optional_place(name) for name in names)
        self._after = timedelta(days=1 if exclusive else 0)

    def has_begun(self, line: int, row: Sequence[str]) -> bool:
        """Return whether a role has begun. Raises UnusableRow for an invalid day."""
        first = self._day(line, row, self._first, self._names[0])
        return first is None or first <= self._reading.today

    def until(self, line: int, row: Sequence[str]) -> date | None:
        """Return the last day of a role. Raises UnusableRow for an invalid day."""
        last = self._day(line, row, self._last, self._names[1])
        return None if last is None else last - self._after

    def _day(self, line: int, row: Sequence[str], at: int | None, name: str) -> date | None:
        if at is None or not trimmed(row[at]):
            return None
        formats = self._reading.profile.date_formats
        try:
            # Some systems write a time after the day.
            return read_day(row[at].partition("T")[0], formats)
        except ValueError:
            place = (self._file.name, line, name)
            raise wrong_row("registry.row_date", place, wanted=formats[0]) from None


def active_role(roles: Sequence[RosterRole], today: date) -> RosterRole | None:
    """Return the role that counts: primary and lasting ones first; the latest of those that ended.

    Among equals the first in the file.
    """
    lasting = [each for each in roles if each.holds(today)]
    if not lasting:
        return max(roles, key=lambda each: each.until or date.max, default=None)
    return next((each for each in lasting if each.is_primary), lasting[0])


def is_active(file: CsvFile, line: int, row: Sequence[str], status: int | None) -> bool:
    """Return whether a row is active. Raises UnusableRow for an unknown word."""
    if status is None:
        return True
    return meaning(row[status], STANDS, (file.name, line, file.headers[status]))


def listed(cell: str) -> Iterator[str]:
    """Yield the ids in a cell that holds a list of them."""
    return (each for each in map(trimmed, cell.split(",")) if each) if cell else iter(())
