"""One row of an export: checked field by field, then hashed and sealed.

This is the hot loop of an import: values that repeat from line to line (codes, dates,
relationships, the student of the line before) are computed once and remembered.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from idp.errors import PersonError, Refused
from idp.files.problem import UnusableRow, wrong_file, wrong_row
from idp.keys.vault import Vault
from idp.normalisation.address import normal_address, unaccented_address
from idp.normalisation.blanks import trimmed
from idp.normalisation.dates import read_day
from idp.normalisation.fiche_number import read_fiche_number
from idp.normalisation.organisation_code import read_organisation_code
from idp.normalisation.permanent_code import read_permanent_code
from idp.normalisation.word import read_word
from idp.registry.contact import (
    contact_key,
    contact_mac,
    fiche_key,
    permanent_code_key,
    seal_contact,
)
from idp.registry.importing.candidates import possible_addresses, possible_numbers
from idp.registry.importing.formats import ExportFile
from idp.registry.importing.gathering import WITHHELD, Gathered
from idp.registry.importing.names import Names
from idp.registry.importing.row_source import RowSource

V = TypeVar("V")
# key, code's hash, fiche number, names as they are kept; the cells they were read from
_Student = tuple[bytes, bytes | None, str, str, str, tuple[str, str, str]]
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
    adult without an address, `found` the contacts. Without `accented_addresses` an accent before
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
        self._import_id = export.import_id
        self._now = export.now
        self._gathered = gathered
        self._normal = normal_address if export.accented_addresses else unaccented_address
        self._pick = rows.pick
        self._untils: dict[str, int | None] = {"": None}
        self._relationships = dict(profile.relationships)
        self._allowed = dict(profile.allowed)
        self._students: dict[tuple[str, str], _Student] = {}
        self._codes: dict[tuple[str, ...], tuple[str, str]] = {}
        self._folded: dict[str, tuple[str, str]] = {}
        self._doubt: Refused | None = None
        self.names = Names()
        self.without_address = self.found = 0

    def take(self, line: int, row: Sequence[str]) -> None:
        """Read a row; leave it out and say why when it cannot be used."""
        fields = self._pick(row)
        try:
            self._take(line, fields)
        except UnusableRow:
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
            lambda: self._code_hash(line, code),
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

    def _take(self, line: int, fields: Sequence[str]) -> None:
        (
            organisation,
            organisation_name,
            school,
            school_name,
            fiche,
            code,
            surname,
            given_name,
            relationship,
            address,
            allowed,
            until,
        ) = fields
        codes = (organisation, organisation_name, school, school_name)
        organisation, school = self._codes.get(codes) or self._learn_codes(line, codes)
        student = self._students.get((organisation, fiche))
        if student is None or student[5] != (code, surname, given_name):
            student = self._learn_student(line, organisation, fiche, (code, surname, given_name))
        meaning = self._relationships.get(relationship) or self._relationship(line, relationship)
        may_enter = (
            self._allowed[allowed] if allowed in self._allowed else self._may_enter(line, allowed)
        )
        until_at = self._untils[until] if until in self._untils else self._until(line, until)
        address = trimmed(address)
        if not address:
            self.without_address += 1
            return
        student_key, permanent_code_hash, number, surname, given_name, _ = student
        for normal, written in self._addresses(line, address):
            address_hash = contact_key(self._vault, normal)
            sealed = seal_contact(self._vault, written, number, given_name, surname)
            told = (organisation, school, permanent_code_hash, meaning, may_enter, until_at, sealed)
            # Here, where two processes share the work, though some contacts will not count.
            row = (address_hash, student_key, self._import_id, *told, None)
            mac = contact_mac(self._vault, row)
            self._gathered.contacts.add((address_hash, student_key, line, *told, mac))
            self.found += 1

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

    def _learn_codes(self, line: int, cells: tuple[str, str, str, str]) -> tuple[str, str]:
        organisation = self._code(line, "organisation", cells[0])
        organisation_name = self._called(line, "organisation_name", cells[1])
        school = self._code(line, "school", cells[2])
        school_name = self._called(line, "school_name", cells[3])
        # Only now: a line without a valid school must not add an organisation.
        self.names.learn(line, (organisation, ""), organisation_name)
        self.names.learn(line, (organisation, school), school_name)
        if len(self._codes) >= _REMEMBERED:
            self._codes.clear()
        self._codes[cells] = (organisation, school)
        return organisation, school

    def _learn_student(
        self, line: int, organisation: str, fiche: str, cells: tuple[str, str, str]
    ) -> _Student:
        number = self._number(line, fiche)
        code_hash = self._code_hash(line, cells[0])
        surname, one = self._folded.get(cells[1]) or self._learn_name(line, "surname", cells[1])
        given_name, other = self._folded.get(cells[2]) or self._learn_name(
            line, "given_name", cells[2]
        )
        key = fiche_key(self._vault, organisation, number)
        # Equal numbers for equal names, in this process and the one that it forked.
        name = hash(one + other)
        spelling = hash((surname, given_name))
        self._gathered.students.add((key, line, code_hash or b"", name, spelling))
        if code_hash is not None:
            self._gathered.codes.add((code_hash, key, organisation, name, line))
        if len(self._students) >= _REMEMBERED:
            self._students.clear()
        student = (key, code_hash, number, surname, given_name, cells)
        self._students[organisation, fiche] = student
        return student

    def _learn_name(self, line: int, field: str, cell: str) -> tuple[str, str]:
        """Return a name as it is kept, and as it is compared."""
        name = self._name(line, field, cell)
        learned = name, _folded(name)
        _remember(self._folded, cell, learned)
        return learned

    def _number(self, line: int, cell: str) -> str:
        digits = self._profile.fiche_digits
        try:
            return read_fiche_number(cell, digits)
        except ValueError:
            self._notice_rounding(line, "fiche", cell)
            raise self._unusable("row_fiche", line, "fiche", length=digits) from None

    def _code_hash(self, line: int, cell: str) -> bytes | None:
        if not trimmed(cell):
            return None
        try:
            return permanent_code_key(self._vault, read_permanent_code(cell, now=self._now))
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
        meaning = self._relationships.get(read_word(cell))
        if meaning is None:
            raise self._unusable("row_unexplained", line, "relationship")
        _remember(self._relationships, cell, meaning)
        return meaning

    def _may_enter(self, line: int, cell: str) -> int:
        meaning = self._allowed.get(read_word(cell))
        if meaning is None:
            raise self._unusable("row_unexplained", line, "allowed")
        _remember(self._allowed, cell, meaning)
        return meaning

    def _until(self, line: int, cell: str) -> int | None:
        until_at = None
        if trimmed(cell):
            formats = self._source.date_formats
            try:
                day = read_day(cell, formats)
            except ValueError:
                raise self._unusable("row_date", line, "until", wanted=formats[0]) from None
            try:
                midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
                until_at = int((midnight + _DAY_ENDS).timestamp())
            except OverflowError:
                until_at = None  # systems write 9999-12-31 for no end
        _remember(self._untils, cell, until_at)
        return until_at

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
                nothing = (organisation, "", None, "", WITHHELD, None, b"", b"")
                self._gathered.contacts.add((address_hash, student_key, line, *nothing))

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


def _remember(known: dict[str, V], cell: str, meaning: V) -> None:
    if len(known) < _REMEMBERED:
        known[cell] = meaning
