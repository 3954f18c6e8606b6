"""Charging a budget: one statement, one row, the same for every process."""

from collections.abc import Iterable

from msgspec import Struct

from idp.clock import Clock
from idp.errors import TooManyError
from idp.keys.vault import Vault
from idp.limits import table
from idp.limits.names import Budget
from idp.limits.network import factor_of
from idp.part import Part
from idp.settings import LimitSettings
from idp.storage import Transaction

Charge = tuple[Budget, str]
"""A budget, and the key (an address, a network, an account) that uses it."""


class Left(Struct, frozen=True):
    """How often something may still be tried, until the second `until`."""

    count: int
    until: int


class Limits(Part):
    """Counters in the database; keys are kept as keyed hashes."""

    vault: Vault
    clock: Clock
    settings: LimitSettings

    def allowed(self, budget: Budget, key: str) -> int:
        """Return how much `key` may use in a window: a network's is set by the operator."""
        if budget.setting is None:
            return budget.allowed
        amount: int = getattr(self.settings, budget.setting)
        return amount * factor_of(key, self.settings.networks)

    def count(self, tx: Transaction, budget: Budget, key: str) -> int:
        """Use one, even if none is left, and return how many are used in this window."""
        now = self.clock.seconds()
        start = now - now % budget.period_seconds
        used = tx.row(
            table.CHARGE,
            name=budget.name,
            key_hash=self._key_hash(budget, key),
            period_start=start,
            expires_at=start + budget.period_seconds,
        )
        return used or 0

    def charge(self, tx: Transaction, budget: Budget, key: str) -> None:
        """Use one of what `budget` allows `key`.

        Raises TooManyError when nothing is left. If that rolls the caller's transaction back, the
        counter stays at its limit. To count a try that fails, commit the charge first.
        """
        self.charge_all(tx, ((budget, key),))

    def allows(self, tx: Transaction, budget: Budget, key: str) -> bool:
        """Use one of what `budget` allows `key`; return whether there was one left."""
        return self.count(tx, budget, key) <= self.allowed(budget, key)

    def charge_all(self, tx: Transaction, charges: Iterable[Charge]) -> None:
        """Charge several budgets: all of them, or (TooManyError, transaction rolled back) none.

        They are taken in one order, so that two requests never wait for each other's rows. The
        error says when the last of those that are used up begins anew.
        """
        used_up = [
            budget.period_seconds
            for budget, key in _ordered(charges)
            if not self.allows(tx, budget, key)
        ]
        if used_up:
            now = self.clock.seconds()
            raise TooManyError(max(period - now % period for period in used_up), now)

    def left(self, tx: Transaction, budget: Budget, key: str) -> Left:
        """Return how often `key` may still use `budget`, and until when; uses nothing."""
        now = self.clock.seconds()
        start = now - now % budget.period_seconds
        used = tx.row(
            table.USED,
            name=budget.name,
            key_hash=self._key_hash(budget, key),
            period_start=start,
        )
        count = max(0, self.allowed(budget, key) - (used or 0))
        return Left(count, start + budget.period_seconds)

    def give_back(
        self,
        tx: Transaction,
        charges: Iterable[Charge],
        *,
        at: int | None = None,
        count: int = 1,
    ) -> None:
        """Undo charges that were made `at` (now), after a right try."""
        at = self.clock.seconds() if at is None else at
        for budget, key in _ordered(charges):
            tx.run(
                table.GIVE_BACK,
                name=budget.name,
                key_hash=self._key_hash(budget, key),
                period_start=at - at % budget.period_seconds,
                count=count,
            )

    def _key_hash(self, budget: Budget, key: str) -> bytes:
        return self.vault.keyed_hash(f"limit.{budget.name}", key)


def _ordered(charges: Iterable[Charge]) -> list[Charge]:
    return sorted(charges, key=lambda charge: (charge[0].name, charge[1]))
