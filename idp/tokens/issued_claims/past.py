"""Which account something belonged to at a time, and the audit events of an account."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from idp.storage import Transaction
from idp.tokens.issued_claims import table

# Times are whole seconds, taken at several places of a transaction that may have to wait.
SLACK_SECONDS = 5
_SHUT = frozenset({"account_disabled", "account_closed"})
_OPENED = frozenset({"account_enabled", "account_reopened"})


class Time(Protocol):
    """A period in which something belonged to an account."""

    @property
    def id(self) -> str:
        """What belonged."""
        ...

    @property
    def account_id(self) -> str:
        """The owner."""
        ...

    @property
    def since_at(self) -> int:
        """When it began to exist, for this owner or for one before."""
        ...

    @property
    def ended_at(self) -> int | None:
        """Until when it was this owner's; None: it still is."""
        ...


_Timed = TypeVar("_Timed", bound=Time)


def by_id(times: Iterable[_Timed]) -> Mapping[str, Sequence[_Timed]]:
    """Return the times of each thing, in their order; none of what is unknown."""
    found: defaultdict[str, list[_Timed]] = defaultdict(list)
    for each in times:
        found[each.id].append(each)
    return found


def owned_at(times: Sequence[Time], account_id: str, at: int) -> bool:
    """Return whether it was the account's at that time; `times` are in their order."""
    began = 0
    for each in times:
        began = max(began, each.since_at)
        ended = at if each.ended_at is None else each.ended_at
        if each.account_id == account_id and began - SLACK_SECONDS <= at <= ended + SLACK_SECONDS:
            return True
        began = ended
    return False


class _Event(Struct, frozen=True):
    kind: str
    at: int
    lost: str | None
    """The account that ended in this one."""


class Events:
    """The audit events of accounts, each read once."""

    def __init__(self, tx: Transaction, account_ids: Collection[str]) -> None:
        self._tx = tx
        self._of: dict[str, list[_Event]] = {}
        self._read(account_ids)
        self._begins = tx.row(table.RECORD_BEGINS)

    def began(self, account_id: str, kinds: frozenset[str], at: int) -> bool:
        """Return whether the audit record has a beginning of `kinds` then for the account.

        Or for one that was merged into it. Older times than the record's are accepted.
        """
        if self._begins is None or at <= self._begins:
            return True
        return any(
            event.kind in kinds and at - 1 <= event.at <= at + SLACK_SECONDS
            for each in self._with_lost(account_id)
            for event in self._events(each)
        )

    def is_shut(self, account_id: str, at: int) -> bool:
        """Return whether the account was disabled or closed at that time."""
        shut_at: int | None = None
        for event in self._events(account_id):
            if event.kind in _SHUT and event.at < at - SLACK_SECONDS:
                shut_at = event.at
            elif event.kind in _OPENED and event.at <= at + SLACK_SECONDS:
                shut_at = None
        return shut_at is not None

    def _with_lost(self, account_id: str) -> list[str]:
        found = [account_id]
        for each in found:
            lost = (event.lost for event in self._events(each))
            found.extend(other for other in lost if other and other not in found)
        return found

    def _events(self, account_id: str) -> list[_Event]:
        if account_id not in self._of:
            self._read((account_id,))
        return self._of[account_id]

    def _read(self, account_ids: Collection[str]) -> None:
        self._of |= {each: [] for each in account_ids}
        for row in self._tx.among(table.EVENTS, [(each,) for each in account_ids]):
            lost = json.loads(row.details).get("lost")
            self._of[row.subject].append(_Event(row.kind, row.at, lost))
