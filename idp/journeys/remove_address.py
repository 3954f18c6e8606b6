"""Removes one's own address: at once by a code to it, or later, unless it is kept."""

from idp.accounts import (
    Addresses,
    EmailVerification,
    EmailVerifications,
    ProvenAddress,
    Purpose,
    Session,
    SessionDatabase,
)
from idp.accounts.address_removals import AddressRemovals
from idp.accounts.model import Removal
from idp.children import Children
from idp.errors import PersonError
from idp.ids import AddressId
from idp.journeys.prove_address import ProveAddress
from idp.journeys.visitor import Visitor
from idp.limits import Limits
from idp.limits.names import ADDRESS_REMOVAL_ASKED_ACCOUNT
from idp.part import Part
from idp.storage import Database, Transaction


class RemoveAddress(Part):
    """Portals are notified of a claim that ends with the address."""

    database: Database
    own: SessionDatabase
    addresses: Addresses
    removals: AddressRemovals
    email_verifications: EmailVerifications
    prove_address: ProveAddress
    children: Children
    limits: Limits

    def find(self, session: Session, address_id: str) -> ProvenAddress:
        """Return the address. Raises PersonError PRV-ADDRESS-LAST if it is the last, or gone."""
        with self.database.reading() as tx:
            return self._find(tx, session, address_id)

    def begin(self, session: Session, address_id: str, visitor: Visitor) -> EmailVerification:
        """Send a code to the address to remove. Raises PersonError PRV-ADDRESS-LAST, -MANY."""
        meant = self.find(session, address_id)
        return self.prove_address.begin(
            meant.address.written, Purpose.REMOVE_ADDRESS, visitor, session
        )

    def finish(self, session: Session, proof: EmailVerification) -> None:
        """Remove the address whose code was entered. Raises PersonError PRV-PROOF-GONE, -LAST."""
        if proof.account_id != session.account_id:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        with self.own.acting(session) as tx, self.children.watched(tx, session.account_id):
            self.email_verifications.spend(tx, proof)
            for each in self.addresses.of_account(tx, session.account_id):
                if each.address.normal == proof.address.normal:
                    self.addresses.remove(tx, session.account_id, each.id)

    def ask(self, session: Session, address_id: str) -> int:
        """Remove it later; return when, in seconds. Raises PersonError PRV-ADDRESS-LAST, -MANY."""
        with self.own.acting(session) as tx:
            self.limits.charge(tx, ADDRESS_REMOVAL_ASKED_ACCOUNT, session.account_id)
            return self.removals.ask(tx, session.account_id, AddressId(address_id))

    def keep(self, session: Session, address_id: str) -> None:
        """Cancel its removal."""
        with self.own.acting(session) as tx:
            self.removals.keep(tx, session.account_id, AddressId(address_id))

    def find_by_link(self, secret: str) -> Removal:
        """Return the removal that this link is for. Raises PersonError PRV-REMOVAL-OVER."""
        with self.database.reading() as tx:
            return self.removals.find(tx, secret)

    def keep_by_link(self, secret: str) -> Removal:
        """Cancel the removal, once. Raises PersonError PRV-REMOVAL-OVER."""
        with self.database.writing() as tx:
            found = self.removals.find(tx, secret)
            if not self.removals.keep(tx, found.account_id, found.address_id):
                raise PersonError("PRV-REMOVAL-OVER", "recovery.errors.removal_over")
        return found

    def _find(self, tx: Transaction, session: Session, address_id: str) -> ProvenAddress:
        found = self.addresses.of_account(tx, session.account_id)
        meant = [each for each in found if each.id == address_id]
        if not meant or len(found) == 1:
            raise PersonError("PRV-ADDRESS-LAST", "errors.address_last", field="address")
        return meant[0]
