"""Compares a password with that of an imported account, for who has no account here yet.

Whoever failed to sign in is compared, with an account or without: with the hash that waits under
the address, else with that of anybody. So the time says nothing of who has an account, who had one
and who is unknown (decision 0022).
"""

from idp.accounts import Passwords
from idp.former_hashes import read_kept
from idp.imported_accounts import FormerPassword, ImportedAccount, ImportedAccounts
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Database


class FormerPasswords(Part):
    """Only the first source of an address that has a hash is compared: one try, one comparison."""

    database: Database
    imported_accounts: ImportedAccounts
    passwords: Passwords

    def owner(self, address: Address, password: str) -> ImportedAccount | None:
        """Return the account whose password it was, disabled or not. Raises TooBusyError."""
        with self.database.reading() as tx:
            found = self.imported_accounts.of_address(tx, address)
            meant = next((each for each in found if each.has_password), None)
            kept = self.imported_accounts.password(tx, meant.id) if meant else None
            compared = kept or self.imported_accounts.any_password(tx)
        is_right = self._verify(compared, password)
        if meant is None or kept is None or not is_right:
            return None
        return meant

    def _verify(self, kept: FormerPassword | None, password: str) -> bool:
        former = None if kept is None else read_kept(kept.text)
        return self.passwords.verify_former(former, password)
