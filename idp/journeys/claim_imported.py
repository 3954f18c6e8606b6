"""Gives an account what waited for the owner of an address that was just proven (decision 0044).

Called in the transaction that spends the proof, so that a code of ours came back before, and that
one who comes at the same time gets nothing.
"""

from idp.audit import Audit
from idp.audit.events import ImportedAccountClaimed
from idp.errors import PersonError
from idp.ids import AccountId
from idp.imported_accounts import ImportedAccounts
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Transaction
from idp.tokens.former_subjects import FormerSubjects


class ClaimImported(Part):
    """The `sub` of before comes along where no portal knows the account by another."""

    imported_accounts: ImportedAccounts
    former_subjects: FormerSubjects
    audit: Audit

    def claim(self, tx: Transaction, account_id: AccountId, address: Address) -> None:
        """Let the account claim what waits for the owner of `address`, one of each source."""
        for each in self.imported_accounts.waiting(tx, address):
            if not self.imported_accounts.take(tx, each.id, account_id):
                continue
            # The account has a password of ours, or none.
            self.imported_accounts.drop_password(tx, each.id)
            known = self.former_subjects.take(tx, account_id, each.source, each.subject)
            self.audit.record(
                tx,
                ImportedAccountClaimed(
                    subject=account_id, source=each.source, known_as_before=known
                ),
            )

    def claim_for_new(self, tx: Transaction, account_id: AccountId, address: Address) -> None:
        """Do the same for an account that this transaction creates.

        Raises PersonError PRV-ACCOUNT-CLOSED for the owner of a disabled one: no way around it.
        """
        if any(each.disabled for each in self.imported_accounts.of_address(tx, address)):
            raise closed()
        self.claim(tx, account_id, address)

    def is_imported(self, tx: Transaction, address: Address) -> bool:
        """Return whether anything waits under `address`, disabled or not."""
        return bool(self.imported_accounts.of_address(tx, address))


def closed() -> PersonError:
    """Return what is said of a disabled account, ours or imported."""
    return PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
