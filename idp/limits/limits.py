"""Charging a budget: one statement, one row, the same for every process."""

from collections.abc import Iterable

from idp.clock import MINUTE, Clock
from idp.errors import PersonError
from idp.keys.vault import Vault
from idp.limits import table
from idp.limits.names import Budget
from idp.storage import Transaction

Charge = tuple[Budget, str]
"""A budget, and the key (an address, a network, an account) whose share of it is used."""


class Limits:
    """Counters in the database; keys are kept as keyed hashes."""

    def __init__(self, *, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def charge(self, tx: Transaction, budget: Budget, key: str) -> None:
        """Use one of what `budget` allows `key`.

        Raises PersonError PRV-TOO-MANY (values: `minutes`, `count`) when nothing is left. When
        that undoes the caller's transaction, the counter stays at its limit, which is as it
        should be; whoever must count a try that fails commits the charge first.
        """
        now = self._clock.seconds()
        start = now - now % budget.period_seconds
        end = start + budget.period_seconds
        row = tx.row(
            table.CHARGE,
            name=budget.name,
            key_hash=self._key_hash(budget, key),
            period_start=start,
            expires_at=end,
        )
        if row is None or row[0] > budget.allowed:
            minutes = -(-(end - now) // MINUTE)
            raise PersonError(
                "PRV-TOO-MANY",
                "errors.too_many",
                values={"minutes": minutes, "count": minutes},
            )

    def allows(self, tx: Transaction, budget: Budget, key: str) -> bool:
        """Use one of what `budget` allows `key`, and tell whether there was one left."""
        try:
            self.charge(tx, budget, key)
        except PersonError:
            return False
        return True

    def charge_all(self, tx: Transaction, charges: Iterable[Charge]) -> None:
        """Charge several budgets: all of them, or (PersonError, transaction undone) none.

        They are taken in one order, so that two requests never wait for each other's rows.
        """
        for budget, key in _ordered(charges):
            self.charge(tx, budget, key)

    def give_back(self, tx: Transaction, charges: Iterable[Charge]) -> None:
        """Undo charges of this window: what was tried turned out right."""
        now = self._clock.seconds()
        for budget, key in _ordered(charges):
            tx.run(
                table.GIVE_BACK,
                name=budget.name,
                key_hash=self._key_hash(budget, key),
                period_start=now - now % budget.period_seconds,
            )

    def _key_hash(self, budget: Budget, key: str) -> bytes:
        return self._vault.keyed_hash(f"limit.{budget.name}", key)


def _ordered(charges: Iterable[Charge]) -> list[Charge]:
    return sorted(charges, key=lambda charge: (charge[0].name, charge[1]))
