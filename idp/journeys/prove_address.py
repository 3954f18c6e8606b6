"""Proving an address: the typed address, the message with a code, the typed code."""

from idp.accounts import Proof, Proofs, Purpose
from idp.accounts.model import Sending
from idp.errors import PersonError
from idp.ids import AccountId
from idp.journeys.visitor import Visitor
from idp.limits import Limits
from idp.limits.names import PROOF_BEGUN_NETWORK
from idp.spelling.address import parse_address
from idp.storage import Database, Transaction


class ProveAddress:
    """The same steps, messages and times for every address, whoever it belongs to."""

    def __init__(self, *, database: Database, proofs: Proofs, limits: Limits) -> None:
        self._database = database
        self._proofs = proofs
        self._limits = limits

    def begin(
        self,
        typed_address: str,
        purpose: Purpose,
        visitor: Visitor,
        account_id: AccountId | None = None,
        *,
        former: str = "",
    ) -> Proof:
        """Send a first code to the address.

        `former` is the proof that the person came back from: it goes on when the address turned
        out right, for its code is in the mailbox. Raises PersonError PRV-ADDRESS-...,
        PRV-TOO-MANY.
        """
        address = parse_address(typed_address)
        kept = self.look_up(former, visitor)
        if kept is not None and (kept.address.normal, kept.purpose) == (address.normal, purpose):
            return kept
        # Counted whatever becomes of it: a budget that is used up further on undoes the rest.
        with self._database.writing() as tx:
            self._limits.charge(tx, PROOF_BEGUN_NETWORK, visitor.network)
        with self._database.writing() as tx:
            proof = self._proofs.begin(
                tx,
                browser=visitor.browser,
                purpose=purpose,
                address=address,
                account_id=account_id,
            )
            self._send(tx, proof, visitor)
        return proof

    def find(self, proof_id: str, visitor: Visitor) -> Proof:
        """Return the proof. Raises PersonError PRV-PROOF-GONE."""
        with self._database.reading() as tx:
            return self._proofs.get(tx, proof_id, visitor.browser)

    def look_up(self, proof_id: str, visitor: Visitor) -> Proof | None:
        """Return the proof, None when there is none any more."""
        try:
            return self.find(proof_id, visitor) if proof_id else None
        except PersonError:
            return None

    def progress(self, proof: Proof) -> Sending:
        """Return how the last message is doing. Raises PersonError PRV-PROOF-GONE."""
        with self._database.reading() as tx:
            return self._proofs.sending(tx, proof)

    def send_again(self, proof: Proof, visitor: Visitor) -> None:
        """Send another code. Raises PersonError PRV-CODE-WAIT, PRV-TOO-MANY, PRV-PROOF-GONE."""
        with self._database.writing() as tx:
            self._send(tx, self._proofs.get(tx, proof.id, visitor.browser), visitor)

    def check(self, proof: Proof, typed: str, visitor: Visitor) -> None:
        """Accept the typed code; one that was right before is right again (the back button).

        Raises PersonError PRV-CODE-..., PRV-TOO-MANY.
        """
        if proof.proven_at is None:
            self._proofs.check_code(self._database, proof, typed, visitor.network)

    def _send(self, tx: Transaction, proof: Proof, visitor: Visitor) -> None:
        self._proofs.send_code(
            tx,
            proof,
            locale=visitor.locale,
            portal_name=visitor.portal,
            network=visitor.network,
        )
