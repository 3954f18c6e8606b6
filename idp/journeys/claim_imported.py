"""Gives an account what waited for the owner of an address that was just proven (decision 0044).

Called in the transaction that spends the proof, so that a code of ours came back before, and that
one who comes at the same time gets nothing.
"""

from idp.audit import Audit
from idp.audit.events import ImportedAccountClaimed
from idp.children import Children
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
    children: Children
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
        self.hold_children(tx, account_id)

    def hold_children(self, tx: Transaction, account_id: AccountId) -> None:
        """Confirm the children of claimed accounts whose file lists a proven address by now.

        The number was right at the former portal; condition 1 of the claim, an address proven by a
        code of ours, is the account's as ever.
        """
        for claimed in self.imported_accounts.of_account(tx, account_id):
            pending = {
                (each.organisation, each.student_key): each
                for each in self.imported_accounts.children(tx, claimed.id)
            }
            if not pending:
                continue
            for student in self.children.confirm_known(tx, account_id, pending.keys()):
                self.imported_accounts.drop_child(tx, claimed.id, pending[student])

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
