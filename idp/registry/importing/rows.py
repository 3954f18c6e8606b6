"""One row of an export: checked field by field, then hashed and sealed.

This is the hot loop of an import: what repeats from line to line (codes, dates, relationships,
the student of the line before) is worked out once and remembered.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from idp.errors import PersonError
from idp.keys.vault import Vault
from idp.registry.contact import contact_key, fiche_key, permanent_code_key, seal_contact
from idp.registry.importing.problem import wrong_row
from idp.registry.importing.profile import Profile
from idp.registry.importing.row_source import RowSource
from idp.spelling.address import normal_address
from idp.spelling.blanks import trimmed
from idp.spelling.child_number import compact_number
from idp.spelling.fiche_number import fiche_number
from idp.spelling.permanent_code import permanent_code

# address_hash, student_key, line, organisation, school, permanent_code_hash, relationship,
# allowed, until_at, contact_sealed
Contact = tuple[bytes, bytes, int, str, str, bytes | None, str, int, int | None, bytes]

_Student = tuple[bytes, bytes | None, str, str]  # key, code hash, fiche number, code as written
_LONGEST = 200
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")  # a UUID is one
# A spreadsheet that opens what we write one day would take such a name for a formula.
_FORMULA = ("=", "+", "@", "-", "\t")
# A day ends at midnight in Québec, which is 4 or 5 o'clock in UTC: the later, in the parent's
# favour.
_DAY_ENDS = timedelta(days=1, hours=5)
_REMEMBERED = 10_000


class RowReader:
    """Reads the rows of one export.

    `organisations` and `schools` collect names by code; `without_address` counts rows that name
    an adult we could never write to.
    """

    def __init__(self, *, source: RowSource, profile: Profile, vault: Vault, now: int) -> None:
        self._source = source
        self._profile = profile
        self._vault = vault
        self._now = now
        self._pick = source.pick
        self._untils: dict[str, int | None] = {"": None}
        self._relationships = dict(profile.relationships)
        self._allowed = dict(profile.allowed)
        self._students: dict[tuple[str, str], _Student] = {}
        self.organisations: dict[str, str] = {}
        self.schools: dict[tuple[str, str], str] = {}
        self.without_address = 0

    def read(self, line: int, row: Sequence[str]) -> Contact | None:
        """Return the contact on `row`, or None when it has no address.

        Raises Refused naming file, line and column of what is wrong.
        """
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
        ) = self._pick(row)
        if (
            self.schools.get((organisation, school)) != school_name
            or self.organisations[organisation] != organisation_name
        ):
            self._learn_organisation(line, organisation, organisation_name)
            self._learn_school(line, organisation, school, school_name)
        student = self._students.get((organisation, fiche))
        if student is None or student[3] != code:
            student = self._learn_student(line, organisation, fiche, code)
        student_key, permanent_code_hash, fiche, _ = student
        relationship = self._relationships.get(relationship) or self._relationship(
            line, relationship
        )
        may_enter = (
            self._allowed[allowed] if allowed in self._allowed else self._may_enter(line, allowed)
        )
        until_at = self._untils[until] if until in self._untils else self._until(line, until)
        if (
            not (surname.isprintable() and given_name.isprintable())
            or len(surname) > _LONGEST
            or len(given_name) > _LONGEST
            or surname.startswith(_FORMULA)
            or given_name.startswith(_FORMULA)
        ):
            surname = self._name(line, "surname", surname)
            given_name = self._name(line, "given_name", given_name)
        address = trimmed(address)
        if not address:
            self.without_address += 1
            return None
        sealed = seal_contact(self._vault, address, fiche, given_name, surname)
        return (
            self._address_hash(line, address),
            student_key,
            line,
            organisation,
            school,
            permanent_code_hash,
            relationship,
            may_enter,
            until_at,
            sealed,
        )

    def _address_hash(self, line: int, address: str) -> bytes:
        try:
            return contact_key(self._vault, normal_address(address))
        except PersonError as error:
            self._refuse(line, "address", "registry.row_address", code=error.code)

    def _learn_organisation(self, line: int, code: str, name: str) -> None:
        self._check_code(line, "organisation", code)
        self._check_name(line, "organisation_name", name)
        if self.organisations.setdefault(code, name) != name:
            self._refuse(line, "organisation_name", "registry.row_other_name")

    def _learn_school(self, line: int, organisation: str, code: str, name: str) -> None:
        self._check_code(line, "school", code)
        self._check_name(line, "school_name", name)
        if self.schools.setdefault((organisation, code), name) != name:
            self._refuse(line, "school_name", "registry.row_other_name")

    def _learn_student(self, line: int, organisation: str, fiche: str, code: str) -> _Student:
        try:
            number = fiche_number(compact_number(fiche))
        except PersonError as error:
            self._refuse(line, "fiche", "registry.row_fiche", code=error.code)
        code_hash = self._code_hash(line, code)
        known = self._students.get((organisation, fiche))
        if known is not None and known[1] != code_hash:
            self._refuse(line, "permanent_code", "registry.row_other_code")
        if len(self._students) >= _REMEMBERED:
            self._students.clear()
        student = (fiche_key(self._vault, organisation, number), code_hash, str(number), code)
        self._students[organisation, fiche] = student
        return student

    def _code_hash(self, line: int, code: str) -> bytes | None:
        compact = compact_number(code)
        if not compact:
            return None
        try:
            return permanent_code_key(self._vault, permanent_code(compact, now=self._now))
        except PersonError as error:
            self._refuse(line, "permanent_code", "registry.row_permanent_code", code=error.code)

    def _relationship(self, line: int, typed: str) -> str:
        meaning = self._relationships.get(trimmed(typed).casefold())
        if meaning is None:
            self._refuse(line, "relationship", "registry.row_unexplained")
        self._relationships[typed] = meaning
        return meaning

    def _may_enter(self, line: int, typed: str) -> int:
        meaning = self._allowed.get(trimmed(typed).casefold())
        if meaning is None:
            self._refuse(line, "allowed", "registry.row_unexplained")
        self._allowed[typed] = meaning
        return meaning

    def _until(self, line: int, typed: str) -> int | None:
        text = trimmed(typed)
        until_at = None
        if text:
            try:
                day = datetime.strptime(text, self._profile.date_format).replace(tzinfo=UTC)
                until_at = int((day + _DAY_ENDS).timestamp())
            except (ValueError, OverflowError):
                self._refuse(line, "until", "registry.row_date", wanted=self._profile.date_format)
        self._untils[typed] = until_at
        return until_at

    def _name(self, line: int, field: str, typed: str) -> str:
        name = " ".join(typed.split())
        self._check_name(line, field, name, required=False)
        return name

    def _check_code(self, line: int, field: str, code: str) -> None:
        if _CODE.fullmatch(code) is None:
            self._refuse(line, field, "registry.row_code")

    def _check_name(self, line: int, field: str, name: str, *, required: bool = True) -> None:
        if (required and not name.strip()) or not name.isprintable() or len(name) > _LONGEST:
            self._refuse(line, field, "registry.row_name", longest=_LONGEST)
        # A dash alone is how people write that there is nothing.
        if name.startswith(_FORMULA) and name.strip("-"):
            self._refuse(line, field, "registry.row_formula")

    def _refuse(self, line: int, field: str, key: str, **values: object) -> NoReturn:
        raise wrong_row(key, self._source.place(line, field), **values)
