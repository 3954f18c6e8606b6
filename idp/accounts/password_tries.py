"""Counts tries of passwords: guessing is limited, and nobody is locked out.

`idp/limits/names.py` explains the budgets. The count is committed before the password is compared,
so that a request that dies, or a hundred at once, have used their tries.
"""

from collections.abc import Iterable

from idp.limits import Charge, KnownBrowsers, Limits
from idp.limits.names import (
    PASSWORD_TRIED_BROWSER,
    PASSWORD_TRIED_NETWORK,
    PASSWORD_TRIED_PAIR,
    PASSWORD_TRIED_STRANGERS,
)
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Database, Transaction

Charges = tuple[Charge, ...]


class PasswordTries(Part):
    """Charges and gives back the budgets of a try."""

    database: Database
    limits: Limits
    known_browsers: KnownBrowsers

    def charge(self, address: Address, *, browser: str, network: str) -> Charges:
        """Count one try in a transaction of its own, whether or not the address has an account.

        Call it before the password is verified, and keep the result for `was_right`. Raises
        PersonError PRV-TOO-MANY.
        """
        name = address.normal
        with self.database.writing() as tx:
            if self.known_browsers.knows(tx, address=name, browser=browser):
                charges: Charges = ((PASSWORD_TRIED_BROWSER, f"{name}\0{browser}"),)
            else:
                charges = (
                    (PASSWORD_TRIED_PAIR, f"{name}\0{network}"),
                    (PASSWORD_TRIED_STRANGERS, name),
                    (PASSWORD_TRIED_NETWORK, network),
                )
            self.limits.charge_all(tx, charges)
        return charges

    def give_back(self, tx: Transaction, charges: Iterable[Charge]) -> None:
        """Give the try back: the password was right, though nobody is signed in yet."""
        self.limits.give_back(tx, charges)

    def was_right(
        self, tx: Transaction, address: Address, *, browser: str, charges: Iterable[Charge] = ()
    ) -> None:
        """Give the try back, and record that `browser` signed in to the account of `address`.

        Also for a sign-in by code (sign-up, recovery), which has no `charges`.
        """
        self.limits.give_back(tx, charges)
        self.known_browsers.remember(tx, address=address.normal, browser=browser)
