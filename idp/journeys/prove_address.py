"""Proving an address: the typed address, the message with a code, the typed code."""

from contextlib import AbstractContextManager
from functools import partial

from idp.accounts import EmailVerification, EmailVerifications, Purpose, Session, SessionDatabase
from idp.accounts.model import Sending
from idp.errors import PersonError, SessionOverError
from idp.ids import AccountId
from idp.journeys.visitor import Visitor
from idp.limits import Limits
from idp.limits.names import PROOF_BEGUN_NETWORK
from idp.mail.recipients import check_can_be_written_to
from idp.normalisation.address import parse_address
from idp.part import Part
from idp.settings import MailSettings
from idp.storage import Database, Transaction


class ProveAddress(Part):
    """The same steps, messages and times for every address, with or without an account."""

    database: Database
    own: SessionDatabase
    email_verifications: EmailVerifications
    limits: Limits
    settings: MailSettings

    def begin(
        self,
        typed_address: str,
        purpose: Purpose,
        visitor: Visitor,
        session: Session | None = None,
        *,
        former: str = "",
    ) -> EmailVerification:
        """Send a code to the address, unless this browser has just asked for one.

        A proof for `session` is of use to its account alone. `former` is the proof that the person
        came back from: it is kept if the address is the same, for its code is in the mailbox.
        Raises PersonError PRV-ADDRESS-..., PRV-TOO-MANY.
        """
        address = parse_address(typed_address)
        check_can_be_written_to(address, self.settings)
        kept = self.look_up(former, visitor)
        if kept is not None and (kept.address.normal, kept.purpose) == (address.normal, purpose):
            return kept
        # Counted in its own transaction: a budget that is used up later rolls back the rest.
        with self.database.writing() as tx:
            self.limits.charge(tx, PROOF_BEGUN_NETWORK, visitor.network)
        account_id = None if session is None else session.account_id
        with self._writing(account_id, session) as tx:
            proof = self.email_verifications.go_on_or_begin(
                tx,
                browser=visitor.browser,
                purpose=purpose,
                address=address,
                account_id=account_id,
            )
            if self.email_verifications.may_send(proof):
                self._send(tx, proof, visitor)
        return proof

    def find(self, proof_id: str, visitor: Visitor) -> EmailVerification:
        """Return the proof. Raises PersonError PRV-PROOF-GONE."""
        with self.database.reading() as tx:
            return self.email_verifications.get(tx, proof_id, visitor.browser)

    def look_up(self, proof_id: str, visitor: Visitor) -> EmailVerification | None:
        """Return the proof, or None."""
        try:
            return self.find(proof_id, visitor) if proof_id else None
        except PersonError:
            return None

    def progress(self, proof: EmailVerification) -> Sending:
        """Return the delivery state of the last message. Raises PersonError PRV-PROOF-GONE."""
        with self.database.reading() as tx:
            return self.email_verifications.sending(tx, proof)

    def send_again(
        self, proof: EmailVerification, visitor: Visitor, session: Session | None = None
    ) -> None:
        """Send another code; a proof begun in a session needs one of the same account.

        Raises PersonError PRV-CODE-WAIT, PRV-TOO-MANY, PRV-PROOF-GONE, SessionOverError.
        """
        with self._writing(proof.account_id, session) as tx:
            self._send(tx, self.email_verifications.get(tx, proof.id, visitor.browser), visitor)

    def check(
        self, proof: EmailVerification, typed: str, visitor: Visitor, session: Session | None = None
    ) -> None:
        """Accept the typed code; one that was right before is right again (the back button).

        `session` as for `send_again`. Raises PersonError PRV-CODE-..., PRV-TOO-MANY,
        SessionOverError.
        """
        if proof.proven_at is not None:
            return
        writing = partial(self._writing, proof.account_id, session)
        try:
            self.email_verifications.check_code(writing, proof, typed, visitor.network)
        except PersonError:
            # A double click: the first may have proven it since the proof was read.
            if self.find(proof.id, visitor).proven_at is None:
                raise

    def _writing(
        self, account_id: AccountId | None, session: Session | None
    ) -> AbstractContextManager[Transaction]:
        """Open a transaction in `session` for a proof of `account_id`; an ordinary one for None."""
        if account_id is None:
            return self.database.writing()
        if session is None or session.account_id != account_id:
            raise SessionOverError
        return self.own.acting(session)

    def _send(self, tx: Transaction, proof: EmailVerification, visitor: Visitor) -> None:
        self.email_verifications.send_code(
            tx,
            proof,
            locale=visitor.locale,
            brand=visitor.brand,
            network=visitor.network,
        )
