"""Suspends recent additions in every package at once, and ends suspensions one by one."""

from collections.abc import Iterable

from idp.additions.model import Addition, AdditionKind, Suspender
from idp.additions.recent import Recent
from idp.audit import Audit
from idp.audit.recovery_events import AdditionRestored, AdditionsSuspended
from idp.ids import AccountId
from idp.storage import Transaction


class Additions:
    """Passkeys, the app and its recovery codes, addresses, identities at other providers."""

    def __init__(self, *, suspenders: Iterable[Suspender], recent: Recent, audit: Audit) -> None:
        self._suspenders = tuple(suspenders)
        self._recent = recent
        self._audit = audit

    def suspend(self, tx: Transaction, account_id: AccountId, *, at: int | None = None) -> int:
        """Suspend recent additions without a second proof; return how many.

        Recent at the time `at`, in seconds; now when left out. The caller has locked the
        account's row, and notifies portals of a claim that ends by this.
        """
        since = self._recent.since if at is None else self._recent.before(at)
        count = sum(
            suspender.suspend(tx, account_id, since=since) for suspender in self._suspenders
        )
        if count:
            self._audit.record(tx, AdditionsSuspended(subject=account_id, count=count))
        return count

    def suspended(self, tx: Transaction, account_id: AccountId) -> tuple[Addition, ...]:
        """Return the suspended additions, the latest first."""
        found = [
            each for suspender in self._suspenders for each in suspender.suspended(tx, account_id)
        ]
        return tuple(sorted(found, key=lambda each: each.added_at, reverse=True))

    def restore(
        self,
        tx: Transaction,
        account_id: AccountId,
        kind: AdditionKind,
        addition_id: str,
        *,
        actor: str = "self",
    ) -> bool:
        """End one suspension; return whether there was one. The caller checks the proof."""
        if not any(
            suspender.restore(tx, account_id, kind, addition_id) for suspender in self._suspenders
        ):
            return False
        self._audit.record(
            tx, AdditionRestored(subject=account_id, actor=actor, addition=kind.value)
        )
        return True

    def remove(
        self, tx: Transaction, account_id: AccountId, kind: AdditionKind, addition_id: str
    ) -> bool:
        """Remove a suspended addition; return whether it was there."""
        return any(
            suspender.remove_suspended(tx, account_id, kind, addition_id)
            for suspender in self._suspenders
        )
