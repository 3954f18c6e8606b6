"""The standard claims that we know of a person (OpenID Connect Core §5.1)."""

from typing import Any

from idp.accounts import Accounts, Addresses
from idp.ids import AccountId
from idp.storage import Transaction

OF_SCOPE = {"email": ("email", "email_verified"), "profile": ("locale",)}


class StandardClaims:
    """Reads the standard claims of an account."""

    def __init__(self, *, accounts: Accounts, addresses: Addresses) -> None:
        self._accounts = accounts
        self._addresses = addresses

    def read(
        self, transaction: Transaction, account_id: AccountId, wanted: frozenset[str]
    ) -> dict[str, Any]:
        """Return those of `wanted` that are known; what is not wanted is not even looked up."""
        claims: dict[str, Any] = {}
        if not wanted.isdisjoint(OF_SCOPE["email"]):
            # Only proven addresses are stored, so there is no unverified one to tell of.
            for address in self._addresses.of_account(transaction, account_id)[:1]:
                claims |= {"email": address.address.normal, "email_verified": True}
        if "locale" in wanted:
            claims["locale"] = self._accounts.get(transaction, account_id).locale
        return {name: value for name, value in claims.items() if name in wanted}
