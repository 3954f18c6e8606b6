"""One row of an export: checked field by field, then hashed and sealed.

This is the hot loop of an import: values that repeat from line to line (codes, dates,
relationships, the student of the line before) are computed once and remembered.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from idp.errors import PersonError, Refused
from idp.files.problem import UnusableRow, wrong_file, wrong_row
from idp.keys.vault import Vault
from idp.normalisation.address import normal_address, plain_addresses, unaccented_address
from idp.normalisation.blanks import trimmed
from idp.normalisation.dates import read_day
from idp.normalisation.fiche_number import read_fiche_number
from idp.normalisation.organisation_code import read_organisation_code
from idp.normalisation.permanent_code import read_permanent_code
from idp.normalisation.word import read_word
from idp.registry.contact import contact_key, fiche_key
from idp.registry.importing.binding import Binding, StudentLine
from idp.registry.importing.candidates import possible_addresses, possible_numbers
from idp.registry.importing.formats import ExportFile
from idp.registry.importing.gathering import WITHHELD, Gathered
from idp.registry.importing.names import Names
from idp.registry.importing.row_source import Row, RowSource

K = TypeVar("K")
V = TypeVar("V")
_LONGEST = 200
# A spreadsheet that opens one of our files would take such a name for a formula.
_FORMULA = ("=", "+", "@", "-", "\t")
# How a spreadsheet writes a long number: the digits it dropped are lost.
_ROUNDED = re.compile(r"\s*[0-9]+([.,][0-9]+)?[Ee][+-][0-9]+\s*")
_BETWEEN_ADDRESSES = re.compile(r"\s*[;,/]\s*|\s+")
# A day ends at midnight in Québec, which is 4 or 5 o'clock in UTC: the later, in the parent's
# favour.
_DAY_ENDS = timedelta(days=1, hours=5)
_REMEMBERED = 10_000
# A student's rows stand together; of more students, the memory of both processes has no use.
_STUDENTS = 2_000


class ExportSource(Struct, frozen=True):
    """An export, the import that it is read for, and all that reading a row depends on."""

    arrival: ExportFile
    vault: Vault
    now: int
    import_id: int
    accented_addresses: bool = False
    """Whether an address may have an accent before the @ (`mail.accented_addresses`)."""


class RowReader:
    """Reads the rows of one export into `gathered`.

    `names` collects the names of organisations and schools; `without_address` counts rows of an
    adult without an address. Without `accented_addresses` an accent before
    the @ is taken for a slip.
    """

    def __init__(
        self,
        *,
        export: ExportSource,
        rows: RowSource,
        gathered: Gathered,
    ) -> None:
        profile = export.arrival.profile
        self._source = rows
        self._profile = profile
        self._vault = export.vault
        self._now = export.now
        self._gathered = gathered
        self._binding = Binding(export.vault, export.import_id, gathered)
        self._normal = normal_address if export.accented_addresses else unaccented_address
        self._pick = rows.pick
        self._students: dict[Sequence[str], tuple[StudentLine, str]] = {}
        self._access: dict[Sequence[str], tuple[str, int, int | None]] = {}
        self._codes: dict[Sequence[str], tuple[str, str]] = {}
        self._folded: dict[str, tuple[str, str]] = {}
        self._doubt: Refused | None = None
        self.names = Names()
        self.without_address = 0

    def take(self, rows: Iterable[Row]) -> int:
        """Read a block of rows, and return how many they are.

        Those that cannot be used are left out, and it is said why.
        """
        taken = 0
        if self._source.has_steady_places:
            block: list[Row] = []
            try:
                block.extend(rows)
            finally:  # what comes before an error counts, too
                self._take_block(block)
            taken = len(block)
        else:
            for line, row in rows:
                self._take(line, row, self._pick(row))
                taken += 1
        self._binding.gather()
        return taken

    def _take_block(self, block: list[Row]) -> None:
        """Read many rows at once; what is odd about one is found when it is read by itself."""
        picked = [self._pick(row) for _, row in block]
        for (line, _), fields in zip(block, picked, strict=True):
            if fields[:8] not in self._students:
                with suppress(UnusableRow):
                    self._learn_student(line, fields[:8])
        normals = plain_addresses({fields[9] for fields in picked})
        for (line, row), fields in zip(block, picked, strict=True):
            student = self._students.get(fields[:8])
            access = self._access.get((fields[8], fields[10], fields[11]))
            normal = normals.get(fields[9])
            if student is None or access is None or normal is None:
                self._take(line, row, fields)
            else:
                self._binding.add_adult((line, normal, fields[9], *student, *access))

    def _take(self, line: int, row: Sequence[str], fields: Sequence[str]) -> None:
        with suppress(UnusableRow):
            self._understand(line, fields)
            return
        # Only now: an error raised while another is handled leads back to it, and garbage that
        # refers to itself stays while an import runs.
        for trouble in self.troubles(line, fields):
            self._gathered.problems.leave_out(trouble)
        if not self._plainly_allows(line, fields):
            self._withhold(line, fields[0], row)

    def leave_out(self, trouble: UnusableRow, row: Sequence[str]) -> None:
        """Leave out a row that does not match the header."""
        self._gathered.problems.leave_out(trouble)
        line, width = int(str(trouble.values["line"])), len(self._source.file.headers)
        fields = self._pick([*row, *[""] * (width - len(row))])
        self._withhold(line, fields[0], row)

    @property
    def found(self) -> int:
        """How many contacts were gathered."""
        return self._binding.found

    def finish(self) -> None:
        """Raise Refused when the rows make the whole file doubtful."""
        if self._doubt is not None:
            raise self._doubt

    def troubles(self, line: int, fields: Sequence[str]) -> Iterator[UnusableRow]:
        """Yield every problem of a row, without adding it."""
        organisation, its_name, school, school_name, fiche, code, surname, given = fields[:8]
        checks: tuple[Callable[[], object], ...] = (
            lambda: self._code(line, "organisation", organisation),
            lambda: self._called(line, "organisation_name", its_name),
            lambda: self._code(line, "school", school),
            lambda: self._called(line, "school_name", school_name),
            lambda: self._number(line, fiche),
            lambda: self._permanent_code(line, code),
            lambda: self._name(line, "surname", surname),
            lambda: self._name(line, "given_name", given),
            lambda: self._relationship(line, fields[8]),
            lambda: self._addresses(line, trimmed(fields[9])),
            lambda: self._may_enter(line, fields[10]),
            lambda: self._until(line, fields[11]),
        )
        for check in checks:
            try:
                check()
            except UnusableRow as trouble:
                yield trouble

    def _understand(self, line: int, fields: Sequence[str]) -> None:
        student, school = self._students.get(fields[:8]) or self._learn_student(line, fields[:8])
        given = fields[8], fields[10], fields[11]
        access = self._access.get(given) or self._learn_access(line, *given)
        address = trimmed(fields[9])
        if not address:
            self.without_address += 1
            return
        for normal, written in self._addresses(line, address):
            self._binding.add_adult((line, normal, written, student, school, *access))

    def _addresses(self, line: int, cell: str) -> tuple[tuple[str, str], ...]:
        """Return the addresses in a cell, as they are compared and as they are written."""
        if not cell:
            return ()
        try:
            return ((self._normal(cell), cell),)
        except PersonError as error:
            problem = error.code
        if read_word(cell) in self._profile.no_address:
            self.without_address += 1
            return ()
        parts = [each for each in _BETWEEN_ADDRESSES.split(cell) if each]
        try:
            several = {self._normal(each): each for each in parts}
        except PersonError:
            several = {}
        if len(parts) > 1 and several:
            if self._profile.several_addresses:
                return tuple(several.items())
            raise self._unusable("row_two_addresses", line, "address")
        raise self._unusable("row_address", line, "address", code=problem)

    def _learn_student(self, line: int, cells: Sequence[str]) -> tuple[StudentLine, str]:
        """Return the student and the school in the first eight cells of a row."""
        organisation, school = self._codes.get(cells[:4]) or self._learn_codes(line, cells[:4])
        number = self._number(line, cells[4])
        code = self._permanent_code(line, cells[5])
        surname, one = self._folded.get(cells[6]) or self._learn_name(line, "surname", cells[6])
        given_name, other = self._folded.get(cells[7]) or self._learn_name(
            line, "given_name", cells[7]
        )
        # Equal numbers for equal names, in this process and the one that it forked.
        name, spelling = hash(one + other), hash((surname, given_name))
        student = StudentLine(line, organisation, number, code, surname, given_name, name, spelling)
        self._binding.add_student(student)
        return _learned(self._students, cells, (student, school), most=_STUDENTS)

    def _learn_codes(self, line: int, cells: Sequence[str]) -> tuple[str, str]:
        organisation = self._code(line, "organisation", cells[0])
        organisation_name = self._called(line, "organisation_name", cells[1])
        school = self._code(line, "school", cells[2])
        school_name = self._called(line, "school_name", cells[3])
        # Only now: a line without a valid school must not add an organisation.
        self.names.learn(line, (organisation, ""), organisation_name)
        self.names.learn(line, (organisation, school), school_name)
        return _learned(self._codes, cells, (organisation, school))

    def _learn_access(
        self, line: int, relationship: str, allowed: str, until: str
    ) -> tuple[str, int, int | None]:
        meaning = self._relationship(line, relationship)
        access = meaning, self._may_enter(line, allowed), self._until(line, until)
        return _learned(self._access, (relationship, allowed, until), access)

    def _learn_name(self, line: int, field: str, cell: str) -> tuple[str, str]:
        """Return a name as it is kept, and as it is compared."""
        name = self._name(line, field, cell)
        return _learned(self._folded, cell, (name, _folded(name)))

    def _number(self, line: int, cell: str) -> str:
        digits = self._profile.fiche_digits
        try:
            return read_fiche_number(cell, digits)
        except ValueError:
            self._notice_rounding(line, "fiche", cell)
            raise self._unusable("row_fiche", line, "fiche", length=digits) from None

    def _permanent_code(self, line: int, cell: str) -> str:
        if not trimmed(cell):
            return ""
        try:
            return read_permanent_code(cell, now=self._now)
        except ValueError:
            self._notice_rounding(line, "permanent_code", cell)
            raise self._unusable("row_permanent_code", line, "permanent_code") from None

    def _code(self, line: int, field: str, cell: str) -> str:
        try:
            return read_organisation_code(cell)
        except ValueError:
            self._notice_rounding(line, field, cell)
            raise self._unusable("row_code", line, field) from None

    def _relationship(self, line: int, cell: str) -> str:
        meaning = self._profile.relationships.get(read_word(cell))
        if meaning is None:
            raise self._unusable("row_unexplained", line, "relationship")
        return meaning

    def _may_enter(self, line: int, cell: str) -> int:
        meaning = self._profile.allowed.get(read_word(cell))
        if meaning is None:
            raise self._unusable("row_unexplained", line, "allowed")
        return meaning

    def _until(self, line: int, cell: str) -> int | None:
        if not trimmed(cell):
            return None
        formats = self._source.date_formats
        try:
            day = read_day(cell, formats)
        except ValueError:
            raise self._unusable("row_date", line, "until", wanted=formats[0]) from None
        try:
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            return int((midnight + _DAY_ENDS).timestamp())
        except OverflowError:
            return None  # systems write 9999-12-31 for no end

    def _name(self, line: int, field: str, cell: str) -> str:
        name = unicodedata.normalize("NFC", " ".join(cell.split()))
        if not name.isprintable() or len(name) > _LONGEST:
            raise self._unusable("row_name", line, field, longest=_LONGEST)
        # People write a dash for nothing.
        if name.startswith(_FORMULA) and name.strip("-"):
            raise self._unusable("row_formula", line, field)
        return name

    def _called(self, line: int, field: str, cell: str) -> str:
        name = self._name(line, field, cell)
        if not name:
            raise self._unusable("row_name", line, field, longest=_LONGEST)
        return name

    def _plainly_allows(self, line: int, fields: Sequence[str]) -> bool:
        """Return whether a row certainly withdraws nothing."""
        try:
            return self._may_enter(line, fields[10]) == 1 and self._until(line, fields[11]) is None
        except UnusableRow:
            return False

    def _withhold(self, line: int, organisation: str, cells: Sequence[str]) -> None:
        """Deny access by other rows to everybody whom this one may have denied.

        An extra separator moves cells: any may hold the address or the number.
        """
        organisation = _possible_code(organisation)
        addresses = possible_addresses(cells)
        for number in possible_numbers(cells, self._profile.fiche_digits) if addresses else ():
            student_key = fiche_key(self._vault, organisation, number)
            for normal in addresses:
                address_hash = contact_key(self._vault, normal)
                nothing = (0, organisation, "", None, "", WITHHELD, None, b"", b"")
                self._gathered.contacts.add((address_hash, student_key, *nothing, line))

    def _notice_rounding(self, line: int, field: str, cell: str) -> None:
        if self._doubt is None and _ROUNDED.fullmatch(cell):
            file, line, column = self._source.place(line, field)
            self._doubt = wrong_file(
                "registry.file_numbers_lost", file=file, line=line, column=column
            )

    def _unusable(self, key: str, line: int, field: str, **values: object) -> UnusableRow:
        return wrong_row(f"registry.{key}", self._source.place(line, field), **values)


def _possible_code(cell: str) -> str:
    try:
        return read_organisation_code(cell)
    except ValueError:
        return trimmed(cell).partition(".")[0]


def _folded(name: str) -> str:
    """Return the letters and digits of a name, without case and accents."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
    name = name.casefold()
    return name if name.isalnum() else "".join(filter(str.isalnum, name))


def _learned(known: dict[K, V], cells: K, meaning: V, *, most: int = _REMEMBERED) -> V:
    if len(known) >= most:
        known.clear()
    known[cells] = meaning
    return meaning
