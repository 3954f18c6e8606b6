"""The addresses of one's own account."""

from idp.accounts import Addresses, Proof, Proofs, ProvenAddress, Session, SessionDatabase
from idp.additions import AccountBrowsers
from idp.ids import AccountId
from idp.journeys.visitor import Visitor


class OwnAddresses:
    """Listing, and adding by a code; every address of the account is told by mail."""

    def __init__(
        self,
        *,
        database: SessionDatabase,
        addresses: Addresses,
        proofs: Proofs,
        account_browsers: AccountBrowsers,
    ) -> None:
        self._database = database
        self._addresses = addresses
        self._proofs = proofs
        self._account_browsers = account_browsers

    def list(self, account_id: AccountId) -> tuple[ProvenAddress, ...]:
        """Return the addresses that are not suspended, the oldest first."""
        with self._database.reading() as tx:
            return self._addresses.of_account(tx, account_id)

    def add(self, session: Session, proof: Proof, visitor: Visitor) -> None:
        """Use the proof up, and add its address.

        Raises PersonError PRV-ADDRESS-TAKEN, -SUSPENDED, PRV-PROOF-GONE, PRV-SECOND-PROOF-DUE.
        """
        account_id = session.account_id
        with self._database.acting(session) as tx:
            added = self._account_browsers.added(tx, account_id, visitor.browser, visitor.device)
            self._proofs.spend(tx, proof)
            self._addresses.add(tx, account_id, proof, added)
