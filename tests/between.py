"""What happens between what a request reads and what it writes, and what it would write."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Protocol

from idp.storage import Transaction
from idp.wiring import Provider

_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")


class Opens(Protocol):
    """Opens a transaction, of one statement with `once`."""

    def __call__(self, *, once: bool = False) -> AbstractContextManager[Transaction]: ...


class _Undone(Exception):
    """Ends a transaction that is not to be kept."""


class _Recorded:
    """A transaction that tells which tables it changed a row of."""

    def __init__(self, tx: Transaction, written: set[str]) -> None:
        self._tx = tx
        self._written = written

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a transaction has
        return getattr(self._tx, name)

    def run(self, statement: Any, **values: Any) -> int:  # noqa: ANN401 - as a transaction's
        changed = self._tx.run(statement, **values)
        self._told(statement, changed)
        return changed

    def row(self, statement: Any, **values: Any) -> Any:  # noqa: ANN401 - as a transaction's
        return self._told(statement, self._tx.row(statement, **values))

    def rows(self, statement: Any, **values: Any) -> Any:  # noqa: ANN401 - as a transaction's
        return self._told(statement, self._tx.rows(statement, **values))

    def run_many(self, statement: Any, batch: Any) -> None:  # noqa: ANN401 - as a transaction's
        many = list(batch)
        self._tx.run_many(statement, many)
        self._told(statement, many)

    def _told(self, statement: Any, changed: Any) -> Any:  # noqa: ANN401 - as a transaction's
        found = _WRITES.match(statement.sql)
        if found and changed:
            self._written.add(found[1])
        return changed


@contextmanager
def _instead(
    provider: Provider, opens: Callable[[Opens, bool], AbstractContextManager[Any]]
) -> Iterator[None]:
    """Open this thread's transactions by `opens`, which is given what opens a real one."""
    thread, real = threading.get_ident(), provider.database.writing

    def writing(*, once: bool = False) -> AbstractContextManager[Any]:
        return opens(real, once) if threading.get_ident() == thread else real(once=once)

    vars(provider.database)["writing"] = writing
    try:
        yield
    finally:
        vars(provider.database)["writing"] = real


@contextmanager
def undone(provider: Provider) -> Iterator[list[set[str]]]:
    """Undo each transaction that this thread writes meanwhile; tell which tables each changed."""
    told: list[set[str]] = []

    @contextmanager
    def opened(real: Opens, once: bool) -> Iterator[Any]:  # noqa: FBT001 - as `_instead` calls it
        del once  # what commits itself could not be undone
        written: set[str] = set()
        told.append(written)
        with suppress(_Undone), real() as tx:
            yield _Recorded(tx, written)
            raise _Undone

    with _instead(provider, opened):
        yield told


@contextmanager
def before_write(
    provider: Provider, number: int, happens: Callable[[], object]
) -> Iterator[list[int]]:
    """Let `happens` run right before this thread's transaction of that number; tell if it did."""
    begun, ran = [0], list[int]()

    def opened(real: Opens, once: bool) -> AbstractContextManager[Transaction]:  # noqa: FBT001 - the same
        begun[0] += 1
        if begun[0] == number:
            ran.append(number)
            happens()
        return real(once=once)

    with _instead(provider, opened):
        yield ran
