"""Contradictions of an export about a student, however far apart the rows are.

When two children have one number, the addresses cannot be told apart: every row of that number is
left out. Two spellings of one child's name are reported, and the rows are taken.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from msgspec import Struct, field

from idp.registry.importing.gathering import CodeSaid, Gathered, StudentSaid

TWO_CODES = "registry.row_two_codes"
TWO_CHILDREN = "registry.row_two_children"
SHARED_CODE = "registry.row_shared_code"

_NO_NAME = hash("")
_MOST_SPELLINGS = 10_000


class Conflicts(Struct):
    """Students whose rows are left out, and why; lines with another spelling of a name."""

    students: dict[bytes, str] = field(default_factory=dict)
    spellings: list[tuple[bytes, int]] = field(default_factory=list)

    def spelt_otherwise(self) -> Iterator[int]:
        """Yield the lines with another spelling of the name of a child whose rows are taken."""
        return (line for student, line in self.spellings if student not in self.students)


def find_conflicts(gathered: Gathered) -> Conflicts:
    """Return the contradictions in the export."""
    found = Conflicts()
    for student_key, said in groupby(gathered.students.repeated(), key=itemgetter(0)):
        _compare(found, student_key, list(said))
    for _, codes in groupby(gathered.codes.repeated(), key=itemgetter(0)):
        _compare_codes(found, codes)
    return found


def _compare(found: Conflicts, student_key: bytes, said: list[StudentSaid]) -> None:
    codes = {code for _, _, code, _, _ in said if code}
    names = {name for _, _, _, name, _ in said if name != _NO_NAME}
    # The same permanent code on every line means one child, whatever the spelling.
    by_code = len(codes) == 1 and all(code for _, _, code, _, _ in said)
    if len(codes) > 1:
        found.students[student_key] = TWO_CODES
    elif len(names) > 1 and not by_code:
        found.students[student_key] = TWO_CHILDREN
    known = {said[0][4]}
    for _, line, _, _, spelling in said:
        if spelling not in known and len(found.spellings) < _MOST_SPELLINGS:
            known.add(spelling)
            found.spellings.append((student_key, line))


def _compare_codes(found: Conflicts, together: Iterable[CodeSaid]) -> None:
    by_organisation: dict[str, dict[bytes, int]] = {}
    for _, student_key, organisation, name, _ in together:
        by_organisation.setdefault(organisation, {}).setdefault(student_key, name)
    for students in by_organisation.values():
        # The same child under two numbers concerns nobody else.
        if len(students) > 1 and len(set(students.values())) > 1:
            for student_key in students:
                found.students.setdefault(student_key, SHARED_CODE)
