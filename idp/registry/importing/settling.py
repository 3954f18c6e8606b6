"""Reduces the rows that were read to one contact for each child and address, or none.

Of two rows about the same child and address the one that gives less counts, and a row that cannot
be understood gives nothing: so nobody keeps access that another row withdraws.
"""

from collections.abc import Iterator

from idp.files.problem import RowProblem
from idp.registry.importing.conflicts import (
    SHARED_CODE,
    TWO_CHILDREN,
    TWO_CODES,
    find_conflicts,
)
from idp.registry.importing.gathering import WITHHELD, Contact, Gathered
from idp.registry.importing.reading import Read

_FIELDS = {TWO_CODES: "permanent_code", TWO_CHILDREN: "fiche", SHARED_CODE: "permanent_code"}
_NEVER = 1 << 62


class Settling:
    """Yields the contacts that count, in order; `duplicates` counts rows that repeat one."""

    def __init__(self, gathered: Gathered, read: Read) -> None:
        self._gathered = gathered
        self._read = read
        self._problems = gathered.problems
        self._conflicts = find_conflicts(gathered)
        self.duplicates = 0

    def __iter__(self) -> Iterator[Contact]:
        """Yield each."""
        self._tell_spellings()
        students = self._conflicts.students
        last: Contact | None = None
        for contact in self._gathered.contacts:
            if contact[1] in students:
                self._leave_out_student(contact)
            elif last is not None and contact[:2] == last[:2]:
                last = self._lesser(last, contact)
            else:
                if last is not None and last[7] != WITHHELD:
                    yield last
                last = contact
        if last is not None and last[7] != WITHHELD:
            yield last

    def _lesser(self, one: Contact, other: Contact) -> Contact:
        """Return which of two contacts of one child and address counts: the one that gives less."""
        if _given(one) == _given(other):
            self.duplicates += one[7] != WITHHELD
            return one
        less, more = (one, other) if _given(one) < _given(other) else (other, one)
        if less[7] == WITHHELD:
            self._leave_out(more, "registry.row_withheld", "address", other=less[-1])
        else:
            field = "allowed" if less[7] != more[7] else "until"
            self._leave_out(more, "registry.row_contradicts", field, other=less[-1])
        return less

    def _leave_out_student(self, contact: Contact) -> None:
        if contact[7] != WITHHELD:
            reason = self._conflicts.students[contact[1]]
            self._leave_out(contact, reason, _FIELDS[reason])

    def _leave_out(self, contact: Contact, key: str, field: str, **values: int) -> None:
        self._tell(contact[-1], key, field, tuple(values.items()), left_out=True)

    def _tell_spellings(self) -> None:
        for line in self._conflicts.spelt_otherwise():
            self._tell(line, "registry.row_other_spelling", "surname", (), left_out=False)
        for line, field in self._read.names.other_spellings():
            self._tell(line, "registry.row_other_name", field, (), left_out=False)

    def _tell(
        self,
        line: int,
        key: str,
        field: str,
        values: tuple[tuple[str, int], ...],
        *,
        left_out: bool,
    ) -> None:
        column = self._read.columns.get(field, field)
        problem = RowProblem(self._read.file, line, column, key, values, left_out=left_out)
        self._problems.add(problem)


def _given(contact: Contact) -> tuple[int, int]:
    """Return how much a contact gives: access and its end, which counts only with access."""
    if contact[7] <= 0:
        return contact[7], 0
    return contact[7], _NEVER if contact[8] is None else contact[8]
