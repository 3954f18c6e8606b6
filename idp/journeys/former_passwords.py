"""Compares a password with that of an imported account, for who has no account here yet.

Whoever failed to sign in is compared, with an account or without: with the hash that waits under
the address, else with that of anybody. So the time says nothing of who has an account, who had one
and who is unknown (decision 0022).
"""

from idp.accounts import Passwords
from idp.errors import PersonError
from idp.former_hashes import read_kept
from idp.imported_accounts import FormerPassword, ImportedAccount, ImportedAccounts
from idp.limits import Limits
from idp.limits.names import PASSWORD_ASKED_ELSEWHERE
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Database
from idp.upstream import FormerTenant


class FormerPasswords(Part):
    """Only the first source of an address that has a hash is compared: one try, one comparison."""

    database: Database
    imported_accounts: ImportedAccounts
    passwords: Passwords
    former_tenant: FormerTenant | None
    limits: Limits

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

    def vouched(self, address: Address, password: str) -> ImportedAccount | None:
        """Return the account of which the former tenant says that the password is right.

        It is asked for accounts that wait without a hash, and that alone: it shows itself which
        addresses it knows. Call it without a place among those who hash.
        """
        if self.former_tenant is None:
            return None
        with self.database.reading() as tx:
            found = self.imported_accounts.waiting(tx, address)
        source = self.former_tenant.source
        meant = next((each for each in found if each.source == source), None)
        if meant is None or meant.has_password or not self._may_ask(meant):
            return None
        known = self.former_tenant.knows(address.written, password, meant.subject)
        return meant if known else None

    def _may_ask(self, meant: ImportedAccount) -> bool:
        try:
            # Committed before it is asked, as every try is counted.
            with self.database.writing() as tx:
                self.limits.charge(tx, PASSWORD_ASKED_ELSEWHERE, meant.id.hex())
        except PersonError:
            return False
        return True

    def _verify(self, kept: FormerPassword | None, password: str) -> bool:
        former = None if kept is None else read_kept(kept.text)
        return self.passwords.verify_former(former, password)
