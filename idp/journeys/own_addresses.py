"""The addresses of one's own account."""

from idp.accounts import Addresses, Proof, Proofs, ProvenAddress, Session, SessionDatabase
from idp.children import Children
from idp.ids import AccountId, AddressId


class OwnAddresses:
    """Listing, adding by a code, removing; every address of the account is told by mail."""

    def __init__(
        self,
        *,
        database: SessionDatabase,
        addresses: Addresses,
        proofs: Proofs,
        children: Children,
    ) -> None:
        self._database = database
        self._addresses = addresses
        self._proofs = proofs
        self._children = children

    def list(self, account_id: AccountId) -> tuple[ProvenAddress, ...]:
        """Return the addresses, the first one first."""
        with self._database.reading() as tx:
            return self._addresses.of_account(tx, account_id)

    def add(self, session: Session, proof: Proof) -> None:
        """Use the proof up, and add its address. Raises PersonError PRV-ADDRESS-TAKEN, -GONE."""
        with self._database.acting(session) as tx:
            self._proofs.spend(tx, proof)
            self._addresses.add(tx, session.account_id, proof)

    def remove(self, session: Session, address_id: str) -> None:
        """Take an address away. Raises PersonError PRV-ADDRESS-LAST."""
        account_id = session.account_id
        with self._database.acting(session) as tx, self._children.watched(tx, account_id):
            self._addresses.remove(tx, account_id, AddressId(address_id))
