"""The chain of the record: each row's hash covers the row and the hash before it.

The hashes are keyed by the vault, whose key lies outside the database: write access to the database
is not enough to make them. `audit_head` says where the chain begins and ends, under a MAC of the
same key, so that rows cut off at the end are noticed too. A chain alone cannot show a database
restored whole to an earlier day: for that a head is kept elsewhere and compared later.
"""

import json
import logging
from typing import Any, Protocol

from msgspec import structs

from idp.audit import table
from idp.audit.records import Head
from idp.storage import Transaction

NOTHING = bytes(32)
"""What the first row's hash covers in place of a row before it."""
_ROW = "audit.row"
_HEAD = "audit.head"

_log = logging.getLogger(__name__)


class Macs(Protocol):
    """Makes MACs by a key outside the database."""

    def mac(self, purpose: str, value: str) -> bytes:
        """Return 32 bytes over `value`, separate for each `purpose`."""
        ...


class Chain:
    """Adds rows at the end, removes them at the beginning, and updates the head.

    Every change of the head is one transaction's last deed (`Transaction.put_off`): rows of the
    chain are written one transaction after another, in the order of their numbers, without a gap.
    """

    def __init__(self, *, macs: Macs) -> None:
        self._macs = macs
        self._highest = 0

    def write(self, tx: Transaction, items: list[dict[str, Any]]) -> None:
        """Append a row for each of `items` (the columns of `table.ADD` but `seq` and `hash`)."""
        before = self._taken(tx, len(items))
        seq, last = before.seq, before.hash
        latest_at, went_back = before.latest_at, before.went_back
        for item in items:
            seq += 1
            latest_at = max(latest_at, item["at"])
            went_back = max(went_back, latest_at - item["at"])
            last = self.keyed(last, canonical(seq, *item.values()))
            tx.run(table.ADD, **item, seq=seq, hash=last)
        times = {"latest_at": latest_at, "went_back": went_back}
        after = structs.replace(before, seq=seq, hash=last, **times)
        self._put(tx, after, was_true=self._is_true(tx, before))

    def begin(self, tx: Transaction) -> None:
        """Make the head of a record without any event; harmless where there is one."""
        empty = Head(0, NOTHING, first_seq=1, base_hash=NOTHING, latest_at=0, went_back=0, mac=b"")
        values = structs.asdict(structs.replace(empty, mac=self._sealed(empty)))
        tx.run(table.BEGIN_HEAD, **values)

    def prune(self, tx: Transaction, *, before: int, chunk: int) -> int:
        """Delete at most `chunk` of the oldest rows, none younger than `before`; return how many.

        The head keeps the hash of the last one that went: what is left is still covered.
        """
        head = self._taken(tx, 0)
        going = 0
        base = head.base_hash
        for at, row_hash in tx.rows(table.LIST_OLDEST, first_seq=head.first_seq, chunk=chunk):
            if at > before:
                break
            going, base = going + 1, row_hash
        if not going:
            return 0
        after = structs.replace(head, first_seq=head.first_seq + going, base_hash=base)
        # The head first: the database deletes nothing that the head still names.
        self._put(tx, after, was_true=self._is_true(tx, head))
        return tx.run(table.PRUNE, first_seq=after.first_seq)

    def keyed(self, before: bytes, row: str) -> bytes:
        """Return the hash of `row` (its canonical form) after the hash `before`."""
        return self._macs.mac(_ROW, before.hex() + row)

    def is_true(self, head: Head) -> bool:
        """Return whether the MAC of `head` is right."""
        return head.mac == self._sealed(head)

    def _is_true(self, tx: Transaction, head: Head) -> bool:
        true = self.is_true(head)
        if not true:
            _log.error("the head of the audit record is not ours: run `parvis audit verify`")
        if head.seq < self._highest:
            _log.error("the audit record lost rows at its end: run `parvis audit verify`")
        # What others wrote may yet be undone, and its numbers given again.
        if not tx.follows_others:
            self._highest = max(self._highest, head.seq)
        return true

    def _taken(self, tx: Transaction, count: int) -> Head:
        """Lock the head, move it `count` rows on, and return the former one."""
        after = tx.row(table.TAKE_HEAD, count=count)
        if after is None:
            raise RuntimeError("the audit record has no head")
        return structs.replace(after, seq=after.seq - count)

    def _put(self, tx: Transaction, head: Head, *, was_true: bool) -> None:
        # A head that was not ours never becomes ours by going on: what was cut off stays found.
        tx.run(
            table.PUT_HEAD,
            hash=head.hash,
            first_seq=head.first_seq,
            base_hash=head.base_hash,
            latest_at=head.latest_at,
            went_back=head.went_back,
            mac=self._sealed(head) if was_true else head.mac,
        )

    def _sealed(self, head: Head) -> bytes:
        said = (head.seq, head.hash.hex(), head.first_seq, head.base_hash.hex())
        return self._macs.mac(_HEAD, "|".join(map(str, said)))


def canonical(*columns: object) -> str:
    """Return the one spelling of a row: seq, at, kind, actor, ... as `table.COLUMNS` has them."""
    return json.dumps(columns, separators=(",", ":"))
