"""A second proof beside the session: a code to an address of the account, in the same browser.

Required to add what opens, proves or recovers the account in a browser that the account does not
know, and to keep what a recovery suspended (decision 0020).
"""

from idp.accounts import (
    Addresses,
    EmailVerification,
    EmailVerifications,
    ProvenAddress,
    Purpose,
    Session,
    SessionDatabase,
)
from idp.additions import AccountBrowsers
from idp.audit import Audit
from idp.audit.recovery_events import SecondProofMade
from idp.errors import PersonError
from idp.journeys.claim_imported import ClaimImported
from idp.journeys.prove_address import ProveAddress
from idp.journeys.visitor import Visitor
from idp.part import Part


class SecondProof(Part):
    """The code is sent to an address that can recover the account, never to a new one."""

    database: SessionDatabase
    addresses: Addresses
    email_verifications: EmailVerifications
    prove_address: ProveAddress
    account_browsers: AccountBrowsers
    claim_imported: ClaimImported
    audit: Audit

    def is_due(self, session: Session, visitor: Visitor) -> bool:
        """Return whether additions in this browser need a second proof."""
        with self.database.reading() as tx:
            return not self.account_browsers.knows(tx, session.account_id, visitor.browser)

    def choices(self, session: Session, *, oldest: bool) -> tuple[ProvenAddress, ...]:
        """Return the addresses that the code may be sent to; with `oldest`, that one alone."""
        with self.database.reading() as tx:
            found = self.addresses.that_recover(tx, session.account_id)
        return found[:1] if oldest else found

    def begin(self, session: Session, address_id: str, visitor: Visitor) -> EmailVerification:
        """Send a code to one of `choices`. Raises PersonError PRV-PROOF-GONE, PRV-TOO-MANY."""
        for each in self.choices(session, oldest=False):
            if each.id == address_id:
                return self.prove_address.begin(
                    each.address.written, Purpose.SECOND_PROOF, visitor, session
                )
        raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")

    def finish(self, session: Session, proof: EmailVerification, visitor: Visitor) -> None:
        """Spend the proof; the account knows the browser. Raises PersonError PRV-PROOF-GONE."""
        with self.database.acting(session) as tx:
            self.email_verifications.spend(tx, proof)
            able = self.addresses.that_recover(tx, session.account_id)
            proven = [each.id for each in able if each.address.normal == proof.address.normal]
            if proof.account_id != session.account_id or not proven:
                raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
            self.account_browsers.note(
                tx, session.account_id, visitor.browser, visitor.device, proven_by=proven[0]
            )
            self.claim_imported.claim(tx, session.account_id, proof.address)
            self.audit.record(
                tx,
                SecondProofMade(
                    subject=session.account_id, address_id=proven[0], device=visitor.device
                ),
            )
