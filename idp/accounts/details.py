"""A parent's own details: a name, a telephone number, a postal address; none is proven.

One row an account, sealed as a whole; an account that keeps nothing has none.
"""

import json

from msgspec.structs import asdict, fields

from idp.accounts import table
from idp.accounts.model import Details, KeptDetails
from idp.audit import Audit
from idp.audit.events import DetailsChanged
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import ActingTransaction, Transaction

_NAMES = tuple(each.name for each in fields(Details))


class AccountDetails(Part):
    """The details that accounts keep."""

    vault: Vault
    clock: Clock
    audit: Audit

    def of_account(self, tx: Transaction, account_id: AccountId) -> KeptDetails:
        """Return what the account keeps, and its language. Raises KeyError for no account."""
        row = tx.row(table.FIND_DETAILS, account_id=account_id)
        if row is None:
            raise KeyError(account_id)
        if row.details_sealed is None:
            return KeptDetails(row.locale, Details(), None)
        known = json.loads(self.vault.open(row.details_sealed, _about(account_id)))
        # Members of a later version are ignored.
        details = Details(**{name: known.get(name, "") for name in _NAMES})
        return KeptDetails(row.locale, details, row.updated_at)

    def keep(self, tx: ActingTransaction, account_id: AccountId, details: Details) -> None:
        """Replace the details by `details`; equal ones are not written again.

        Raises PersonError PRV-ACCOUNT-CLOSED.
        """
        if self.of_account(tx, account_id).details == details:
            return
        known = {name: value for name, value in asdict(details).items() if value}
        if not known:
            tx.run(table.REMOVE_DETAILS, account_id=account_id)
        elif not tx.run(
            table.KEEP_DETAILS,
            account_id=account_id,
            details_sealed=self.vault.seal(json.dumps(known), _about(account_id)),
            now=self.clock.seconds(),
        ):
            raise PersonError("PRV-ACCOUNT-CLOSED", "errors.account_closed")
        self.audit.record(tx, DetailsChanged(subject=account_id))

    def move(self, tx: ActingTransaction, lost_id: AccountId, account_id: AccountId) -> None:
        """Keep the details of `lost_id` where the account has none."""
        told = self.of_account(tx, lost_id).details
        if told != Details() and self.of_account(tx, account_id).details == Details():
            self.keep(tx, account_id, told)


def _about(account_id: AccountId) -> str:
    # Names the account, so that a row copied to another account does not open there.
    return f"account_details.details {account_id}"
