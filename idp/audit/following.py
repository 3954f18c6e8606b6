"""Following the record: where it ends, what was added, whether an event is still the same."""

from collections.abc import Iterable, Iterator

from idp.audit import table
from idp.audit.records import Head, RecordedEvent
from idp.storage import Transaction

_PAGE = 1_000


def find_head(tx: Transaction) -> Head:
    """Return both ends of the record."""
    head = tx.row(table.FIND_HEAD)
    if head is None:
        raise RuntimeError("the audit record has no head")
    return head


def is_there(tx: Transaction, head: Head, seq: int, kept_hash: bytes) -> bool:
    """Return whether the record has the event `seq` under that hash, or had it before pruning.

    Before the first event there is nothing to differ in.
    """
    if seq > head.seq:
        return False
    if seq < head.first_seq:
        return True
    return tx.row(table.FIND_HASH, seq=seq) == kept_hash


def entries(tx: Transaction, *, after: int, to: int) -> Iterator[RecordedEvent]:
    """Return the events after the number `after`, up to `to`."""
    while after < to:
        page = tx.rows(table.LIST_EVENTS, after=after, to_seq=to, chunk=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].seq


def events_of(
    tx: Transaction, kinds: Iterable[str], *, after: int, to: int
) -> tuple[RecordedEvent, ...]:
    """Return the events of `kinds` after the number `after`, up to `to`, in their order."""
    rows = (tx.rows(table.LIST_OF_KIND, kind=each, after=after, to_seq=to) for each in kinds)
    return tuple(sorted((event for found in rows for event in found), key=lambda e: e.seq))


def last_before(tx: Transaction, head: Head, at: int) -> tuple[int, bytes]:
    """Return number and hash of the last event before `at` (seconds), or of none that is kept."""
    row = tx.row(table.FIND_LAST_BEFORE, at=at)
    return (head.first_seq - 1, head.base_hash) if row is None else row
