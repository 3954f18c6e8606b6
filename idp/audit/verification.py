"""Reading the whole chain and saying where it is broken, page by page, in constant memory."""

from enum import StrEnum
from operator import attrgetter

from msgspec import Struct

from idp.audit import table
from idp.audit.chain import Chain, canonical
from idp.audit.following import find_head
from idp.audit.records import ChainedRow, Head
from idp.audit.search import SLACK_SECONDS
from idp.part import Part
from idp.storage import Database, Transaction

_PAGE = 1_000
_covered = attrgetter(*ChainedRow.__struct_fields__[1:])
_MOST_FLAWS = 20


class Flaw(StrEnum):
    """What is wrong at one place of the chain."""

    CHANGED = "changed"
    """The row is not the one that was written there: edited, put in, or moved."""
    MISSING = "missing"
    CUT_OFF = "cut_off"
    """The last rows are missing, from this one on."""
    BEYOND = "beyond"
    """A row before the beginning or after the end that the head names."""
    UNCHAINED = "unchained"
    """A row was written beside the chain: by who has no key."""
    HEAD = "head"
    """The head was not written by who holds the key, or a search by time would miss rows by it."""
    ANCHOR = "anchor"
    """The row has another hash than the one that was kept elsewhere."""


class LocatedFlaw(Struct, frozen=True):
    """A flaw, and the number of the row where it is; for an unchained row, its id."""

    seq: int
    flaw: Flaw


class Anchor(Struct, frozen=True):
    """A head that was kept outside the database: a row's number and its hash."""

    seq: int
    hash: bytes


class Verdict(Struct, frozen=True):
    """What was read. `flaws`: the first ones, in order; none: the record is whole."""

    first_seq: int
    last_seq: int
    head_hash: bytes
    rows: int
    flaws: tuple[LocatedFlaw, ...]


class ChainVerification(Part):
    """Reads what the chain says. Rows that are added or pruned meanwhile do not disturb it."""

    database: Database
    chain: Chain

    def run(self, anchor: Anchor | None = None) -> Verdict:
        """Return the verdict on the whole record as it is now."""
        with self.database.reading() as tx:
            head = find_head(tx)
            reading = _Reading(self.chain, head)
            if not self.chain.is_true(head):
                reading.note(head.seq, Flaw.HEAD)
            while reading.goes_on:
                reading.take(tx)
            reading.end(tx)
            if anchor is not None:
                _compare(tx, anchor, reading)
        return Verdict(
            first_seq=head.first_seq,
            last_seq=head.seq,
            head_hash=head.hash,
            rows=reading.rows,
            flaws=tuple(sorted(reading.flaws, key=lambda each: each.seq)),
        )


class _Reading:
    """How far the chain was read, and what was found."""

    def __init__(self, chain: Chain, head: Head) -> None:
        self._chain = chain
        self._head = head
        self._next = head.first_seq
        self._last = head.base_hash
        self.rows = 0
        self.flaws: list[LocatedFlaw] = []
        self.goes_on = True
        self._latest_at = self._went_back = 0

    def take(self, tx: Transaction) -> None:
        """Read one page."""
        span = {"from_seq": self._next, "to_seq": self._head.seq}
        page = tx.rows(table.LIST_CHAINED, **span, chunk=_PAGE)
        found = page[0].seq if page else self._head.seq + 1
        if found != self._next and self._was_pruned(tx):
            return
        for row in page:
            self._read(row)
        self.goes_on = len(page) == _PAGE and len(self.flaws) < _MOST_FLAWS

    def end(self, tx: Transaction) -> None:
        """Compare where the rows end with what the head says, and look beside the chain."""
        head = self._head
        if len(self.flaws) < _MOST_FLAWS:
            if self._next <= head.seq:
                self.note(self._next, Flaw.CUT_OFF)
            elif self._next == head.seq + 1 and self._last != head.hash:
                self.note(head.seq, Flaw.CHANGED)
        if self._went_back > head.went_back + SLACK_SECONDS:
            self.note(head.seq, Flaw.HEAD)
        now = find_head(tx)
        for seq in tx.rows(table.FIND_OUTSIDE, first_seq=now.first_seq, last_seq=now.seq):
            self.note(seq, Flaw.BEYOND)
        unchained = tx.row(table.FIND_UNCHAINED)
        if unchained is not None:
            self.note(unchained[0], Flaw.UNCHAINED)

    def note(self, seq: int, flaw: Flaw) -> None:
        """Keep what was found."""
        self.flaws.append(LocatedFlaw(seq, flaw))

    def _read(self, row: ChainedRow) -> None:
        seq = row.seq
        if seq != self._next:
            # What stands between is gone, and with it what this row's hash covers: from here on.
            self.note(self._next, Flaw.MISSING)
        else:
            form = canonical(*_covered(row))
            if self._chain.keyed(self._last, form) != row.hash:
                self.note(seq, Flaw.CHANGED)
        self.rows += 1
        self._latest_at = max(self._latest_at, row.at)
        self._went_back = max(self._went_back, self._latest_at - row.at)
        self._next, self._last = seq + 1, row.hash

    def _was_pruned(self, tx: Transaction) -> bool:
        """Go on from the new beginning when retention took rows away since the head was read."""
        now = find_head(tx)
        if now.first_seq <= self._next:
            return False
        if not self._chain.is_true(now):
            self.note(now.seq, Flaw.HEAD)
        self._next, self._last = now.first_seq, now.base_hash
        return True


def _compare(tx: Transaction, anchor: Anchor, reading: _Reading) -> None:
    if tx.row(table.FIND_HASH, seq=anchor.seq) != anchor.hash:
        reading.note(anchor.seq, Flaw.ANCHOR)
