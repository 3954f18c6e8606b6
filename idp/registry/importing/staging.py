"""Writing sorted contacts under an import's number, in transactions short enough to sign in by."""

from collections.abc import Callable, Iterable, Iterator

from idp.errors import OperationError
from idp.registry import table
from idp.registry.importing.rows import Contact
from idp.storage import Database, Transaction

# Some 50 ms each on SQLite, where every other writer waits.
_CHUNK = 10_000


class Staging:
    """One import on its way; `contacts` counts by organisation what was written."""

    def __init__(
        self,
        *,
        database: Database,
        import_id: int,
        organisations: Iterable[str],
        staged: Callable[[int], None],
    ) -> None:
        self._database = database
        self._import_id = import_id
        self._staged = staged
        self.contacts = dict.fromkeys(organisations, 0)
        self.duplicates = 0

    def write(self, contacts: Iterable[Contact], *, path: str) -> None:
        """Write `contacts`, which come in order.

        Raises OperationError when two lines of the file contradict each other, or when another
        import took over.
        """
        chunk: list[tuple[object, ...]] = []
        for contact in self._distinct(contacts, path):
            self.contacts[contact[3]] += 1
            chunk.append((*contact[:2], self._import_id, *contact[3:]))
            if len(chunk) >= _CHUNK:
                self._write(chunk)
                chunk = []
        if chunk:
            self._write(chunk)

    def _write(self, chunk: list[tuple[object, ...]]) -> None:
        with self._database.writing() as tx:
            keep_staging(tx, self._import_id, len(chunk))
            tx.load(table.LOAD_CONTACTS, chunk)
        self._staged(len(chunk))

    def _distinct(self, contacts: Iterable[Contact], path: str) -> Iterator[Contact]:
        last: Contact | None = None
        for contact in contacts:
            if last is not None and contact[0] == last[0] and contact[1] == last[1]:
                if contact[3:9] != last[3:9]:
                    raise OperationError(
                        f"{path}, lines {last[2]} and {contact[2]}: the same student and address "
                        f"twice, with another {_difference(last, contact)}"
                    )
                self.duplicates += 1
                continue
            last = contact
            yield contact


def keep_staging(tx: Transaction, import_id: int, staged: int) -> None:
    """Count `staged` more contacts. Raises OperationError when the import was taken over."""
    if tx.run(table.KEEP_STAGING, import_id=import_id, staged=staged) != 1:
        raise OperationError("another import began meanwhile; this one was given up")


def _difference(one: Contact, other: Contact) -> str:
    names = ("organisation", "school", "permanent code", "relationship", "access", "end of access")
    pairs = zip(names, one[3:9], other[3:9], strict=True)
    return next(name for name, left, right in pairs if left != right)
