"""What reading an export collects: contacts, students' numbers and names, problems."""

from types import TracebackType
from typing import Self

from idp.files.external_sort import Index, Sorted
from idp.files.problem import Problems

Contact = tuple[bytes, bytes, int, str, str, bytes | None, str, int, int | None, bytes, bytes, int]
"""The columns of `LOAD_CONTACTS`, in its order: a whole row. Then its line in the export."""

WITHHELD = -1
"""`allowed` of a contact that a row which could not be read may have denied."""

# student_key, line, permanent code's hash or nothing, name without accents, name as it is spelt;
# the names as numbers.
StudentSaid = tuple[bytes, int, bytes, int, int]
# permanent code's hash, student_key, organisation, name without accents, line
CodeSaid = tuple[bytes, bytes, str, int, int]


class Gathered:
    """More than memory holds: see `Sorted`."""

    def __init__(self) -> None:
        self.contacts = Sorted(list[Contact], places=(0, 1, -1))
        self.students = Sorted(list[StudentSaid], places=(0, 1))
        self.codes = Sorted(list[CodeSaid], places=(0, 1))
        self.problems = Problems()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the files, which ends them."""
        for each in self._sorted:
            each.close()

    def clear(self) -> None:
        """Remove everything."""
        for each in self._sorted:
            each.clear()
        self.problems = Problems()

    def index(self) -> list[Index]:
        """Write everything to disk and return where it is."""
        return [each.index() for each in self._sorted]

    def take(self, others: "Gathered", index: list[Index]) -> None:
        """Add what another process wrote to `others`."""
        contacts, students, codes = index
        self.contacts.take(others.contacts, contacts)
        self.students.take(others.students, students)
        self.codes.take(others.codes, codes)

    @property
    def _sorted(self) -> tuple[Sorted[Contact], Sorted[StudentSaid], Sorted[CodeSaid]]:
        return self.contacts, self.students, self.codes
