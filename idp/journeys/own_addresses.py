"""The addresses of one's own account."""

from idp.accounts import (
    Addresses,
    EmailVerification,
    EmailVerifications,
    ProvenAddress,
    Session,
    SessionDatabase,
)
from idp.additions import AccountBrowsers
from idp.ids import AccountId
from idp.journeys.claim_imported import ClaimImported
from idp.journeys.visitor import Visitor
from idp.part import Part


class OwnAddresses(Part):
    """Lists them, and adds one by a code; every address of the account is notified."""

    database: SessionDatabase
    addresses: Addresses
    email_verifications: EmailVerifications
    account_browsers: AccountBrowsers
    claim_imported: ClaimImported

    def list(self, account_id: AccountId) -> tuple[ProvenAddress, ...]:
        """Return the addresses that are not suspended, the oldest first."""
        with self.database.reading() as tx:
            return self.addresses.of_account(tx, account_id)

    def add(self, session: Session, proof: EmailVerification, visitor: Visitor) -> None:
        """Use the proof up, and add its address.

        Raises PersonError PRV-ADDRESS-TAKEN, -SUSPENDED, PRV-PROOF-GONE, PRV-SECOND-PROOF-DUE.
        """
        account_id = session.account_id
        with self.database.acting(session) as tx:
            added = self.account_browsers.added(tx, account_id, visitor.browser, visitor.device)
            self.email_verifications.spend(tx, proof)
            self.addresses.add(tx, account_id, proof, added)
            self.claim_imported.claim(tx, account_id, proof.address)
