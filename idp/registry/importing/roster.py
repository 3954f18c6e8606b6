"""What exports of several files have in common: students, adults and schools found by their ids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from idp.registry.importing.csv_file import CsvFile
from idp.registry.importing.problem import wrong_row
from idp.registry.importing.profile import Profile
from idp.spelling.blanks import trimmed

SCHOOL = "school"
NOBODY = ""
"""The role of whom the system itself keeps out: no profile of several files lets it in."""
_STUDENT = ("fiche", "permanent_code", "surname", "given_name")
_SCHOOL = ("organisation", "organisation_name", "school", "school_name")
_STEPS = 10

Place = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class School:
    """A school and the organisation it belongs to; codes as people know them."""

    code: str
    name: str
    organisation: str
    organisation_name: str


@dataclass(frozen=True, slots=True)
class Org:
    """A row of `orgs.csv`."""

    code: str
    name: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class Student:
    """A student, and the line that says so."""

    fiche: str
    permanent_code: str
    surname: str
    given_name: str
    school: School
    line: int


@dataclass(frozen=True, slots=True)
class Adult:
    """An adult's address and role, and the line that says so."""

    address: str
    role: str
    line: int
    enabled: bool = True


@dataclass(slots=True)
class Joined:
    """Where the parts of the row at hand stand: for messages about it."""

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
    """Return a row in the order of `FIELDS`: the role says both who the adult is and may."""
    school = student.school
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
        "",
    )


class Schools:
    """Schools by the id that the export gives them, each within its organisation."""

    def __init__(self, orgs: dict[str, Org], profile: Profile) -> None:
        self._orgs = orgs
        self._profile = profile
        self._known: dict[str, School] = {}

    def is_school(self, org_id: str) -> bool:
        """Tell whether `org_id` is a school, and neither a district nor a department."""
        org = self._orgs.get(org_id)
        return org is not None and org.kind == SCHOOL

    def school(self, org_id: str, place: Place) -> School:
        """Return the school `org_id`, which `place` names. Raises Refused when it is unknown."""
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
            if org.kind == "district":
                break
        if org is school:
            raise wrong_row("registry.row_no_organisation", place)
        return org.code, org.name


def read_orgs(file: CsvFile, *, code: str | None = None) -> dict[str, Org]:
    """Read `orgs.csv` of OneRoster and SDS; `code` is the column people know an org by, if any."""
    sourced, name, kind = file.places(("sourcedId", "name", "type"))
    parent, status = file.optional_place("parentSourcedId"), file.optional_place("status")
    called = file.optional_place(code) if code else None
    orgs: dict[str, Org] = {}
    for _, row in file.rows():
        if not is_active(row, status):
            continue
        own_code = trimmed(row[called]) if called is not None else ""
        orgs[row[sourced]] = Org(
            own_code or row[sourced],
            row[name],
            row[kind].casefold(),
            row[parent] if parent is not None else "",
        )
    return orgs


def is_active(row: Sequence[str], status: int | None) -> bool:
    """Tell whether a row of OneRoster stands; a blank status does."""
    return status is None or row[status].casefold() != "tobedeleted"


def listed(cell: str) -> Iterator[str]:
    """Give the ids in a cell that holds a list of them."""
    return (each for each in map(trimmed, cell.split(",")) if each) if cell else iter(())
