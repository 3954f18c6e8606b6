"""What the rows of an export say, a block at a time: hashed, sealed and bound.

One kind of work for many rows, then the next: done row by row, it took more than twice as long,
since the processor had each kind's code at hand no more when the next row came.
"""

from itertools import repeat

from msgspec import Struct

from idp.keys.vault import Vault
from idp.registry.contact import (
    contact_keys,
    contact_macs,
    fiche_keys,
    permanent_code_keys,
    seal_contacts,
)
from idp.registry.importing.gathering import Gathered


class StudentLine(Struct, gc=False):
    """What a line says of a student: number, permanent code or nothing, names as they are kept.

    `name` and `spelling` are numbers, equal for equal names. `key` and `code_hash` are there once
    the block is bound.
    """

    line: int
    organisation: str
    number: str
    code: str
    surname: str
    given_name: str
    name: int
    spelling: int
    key: bytes = b""
    code_hash: bytes | None = None


# line, address as it is compared and as it is written, student; school, relationship, allowed, end
AdultLine = tuple[int, str, str, StudentLine, str, str, int, int | None]


class Binding:
    """Gathers students and contacts into `gathered`, for the import `import_id`."""

    def __init__(self, vault: Vault, import_id: int, gathered: Gathered) -> None:
        self._vault = vault
        self._import_id = import_id
        self._gathered = gathered
        self._students: list[StudentLine] = []
        self._adults: list[AdultLine] = []
        self.found = 0

    def add_student(self, student: StudentLine) -> None:
        """Add what a line says of a student."""
        self._students.append(student)

    def add_adult(self, adult: AdultLine) -> None:
        """Add a contact."""
        self._adults.append(adult)

    def gather(self) -> None:
        """Gather all that was added."""
        self._bind_students()
        self._bind_adults()

    def _bind_students(self) -> None:
        said, self._students = self._students, []
        keys = fiche_keys(self._vault, [(each.organisation, each.number) for each in said])
        for student, key in zip(said, keys, strict=True):
            student.key = key
        coded = [student for student in said if student.code]
        hashes = permanent_code_keys(self._vault, [student.code for student in coded])
        for student, code_hash in zip(coded, hashes, strict=True):
            student.code_hash = code_hash
        self._gathered.students.add(
            *((s.key, s.line, s.code_hash or b"", s.name, s.spelling) for s in said)
        )
        self._gathered.codes.add(
            *((s.code_hash or b"", s.key, s.organisation, s.name, s.line) for s in coded)
        )

    def _bind_adults(self) -> None:
        said, self._adults = self._adults, []
        if not said:
            return
        lines, normal, written, students, schools, *access = zip(*said, strict=True)
        hashes = contact_keys(self._vault, normal)
        keys = [student.key for student in students]
        sealed = seal_contacts(
            self._vault,
            [
                (address, student.number, student.given_name, student.surname)
                for address, student in zip(written, students, strict=True)
            ],
        )
        told = (
            [student.organisation for student in students],
            schools,
            [student.code_hash for student in students],
            *access,
            sealed,
        )
        # Here, where two processes share the work, though some contacts will not count.
        columns = (hashes, keys, [self._import_id] * len(said), *told)
        macs = contact_macs(self._vault, zip(*columns, repeat(None)))
        self._gathered.contacts.add(*zip(*columns, macs, lines, strict=True))
        self.found += len(said)
