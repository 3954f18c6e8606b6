"""Proves control of an address: begin, send a code, check it, spend it.

A proof is bound to an address, a purpose and a browser. The message is the same, and is sent
in the same way, whether or not the address has an account.
"""

from urllib.parse import urlsplit

from idp.accounts.email_proofs import table
from idp.accounts.email_proofs.bound_proof import (
    BegunFor,
    browser_hash,
    is_bound,
    named,
    proven_mac,
)
from idp.accounts.email_proofs.email_codes import code_hash, new_code
from idp.accounts.email_proofs.verification_attempts import VerificationAttempts, charged
from idp.accounts.model import EmailVerification, KeptEmailVerification, Purpose, Sending
from idp.accounts.records import ProofRow
from idp.accounts.sealed_address import address_hash, open_address, seal_address
from idp.clock import HOUR, Clock
from idp.errors import PersonError
from idp.ids import AccountId, ProofId, hashed, new_id, new_secret
from idp.keys.vault import Vault
from idp.limits import KnownBrowsers, Limits
from idp.limits.code_charges import sent_charges
from idp.mail import Brand, Message, Outbox
from idp.measures import Counter, Family, each_of
from idp.normalisation.address import Address
from idp.normalisation.email_code import shown
from idp.part import Part
from idp.settings import Settings
from idp.storage import Transaction, Writing

# A mail server may be down for an hour; a code that arrives later still works on the open page.
_WORTH_SENDING_SECONDS = 2 * HOUR
_PROVEN_SECONDS = {
    Purpose.SIGN_UP: 2 * HOUR,
    Purpose.RECOVER: HOUR // 2,
    Purpose.ADD_ADDRESS: HOUR // 2,
    Purpose.JOIN: HOUR // 2,
    Purpose.MERGE: HOUR // 2,
    Purpose.SECOND_PROOF: HOUR // 2,
    Purpose.REMOVE_ADDRESS: HOUR // 2,
    Purpose.CLAIM: HOUR // 2,
}
"""How long a proven proof may be spent: as long as somebody may take to find a password."""
_SHARED_SECONDS = HOUR
CODES_SENT = Family(
    name="parvis_codes_sent_total",
    tells="Codes that were put into a message, by what they are for.",
    labels=("purpose",),
    series=each_of(tuple(Purpose)),
)


class EmailVerifications(Part):
    """Proofs of addresses, and the codes that are sent for them."""

    vault: Vault
    clock: Clock
    limits: Limits
    known_browsers: KnownBrowsers
    outbox: Outbox
    settings: Settings
    tries: VerificationAttempts
    sent: Counter

    def begin(
        self,
        tx: Transaction,
        *,
        browser: str,
        purpose: Purpose,
        address: Address,
        account_id: AccountId | None = None,
    ) -> EmailVerification:
        """Begin to prove `address` in `browser` (the id of its cookie); no message is sent yet."""
        now = self.clock.seconds()
        begun_for = BegunFor(browser, purpose, address, account_id)
        # A second one in the same second gets a nonce, and is not found again.
        for nonce in ("", new_secret()):
            proof_id = named(self.vault, begun_for, now, nonce)
            added = tx.run(
                table.ADD_PROOF,
                id_hash=hashed(proof_id),
                browser_hash=browser_hash(self.vault, browser),
                purpose=purpose.value,
                account_id=account_id,
                address_hash=address_hash(self.vault, address),
                address_sealed=seal_address(self.vault, address),
                now=now,
                expires_at=now + self.settings.sessions.journey_seconds,
            )
            if added:
                return self.get(tx, proof_id, browser)
        raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")

    def go_on_or_begin(
        self,
        tx: Transaction,
        *,
        browser: str,
        purpose: Purpose,
        address: Address,
        account_id: AccountId | None = None,
    ) -> EmailVerification:
        """Return the proof that `browser` began for the same within the last hour, or a new one.

        So the newest code is right in every tab of a browser, however often one was asked for. A
        proven one is not shared: another person may use the browser next.
        """
        begun_for = BegunFor(browser, purpose, address, account_id)
        return self._under_way(tx, begun_for) or self.begin(
            tx, browser=browser, purpose=purpose, address=address, account_id=account_id
        )

    def _under_way(self, tx: Transaction, begun_for: BegunFor) -> EmailVerification | None:
        begun_at = tx.row(
            table.LATEST_PROOF,
            browser_hash=browser_hash(self.vault, begun_for.browser),
            purpose=begun_for.purpose.value,
            address_hash=address_hash(self.vault, begun_for.address),
            account_id=begun_for.account_id or "",
            since=self.clock.seconds() - _SHARED_SECONDS,
        )
        if begun_at is None:
            return None
        try:
            proof = self.get(tx, named(self.vault, begun_for, begun_at), begun_for.browser)
        except PersonError:
            return None
        return proof if proof.proven_at is None else None

    def may_send(self, proof: EmailVerification) -> bool:
        """Return whether the last code was sent long enough ago for another one."""
        return _resend_at(proof, self.settings.codes.resend_seconds) <= self.clock.seconds()

    def get(self, tx: Transaction, proof_id: str, browser: str) -> EmailVerification:
        """Return the proof as it is now.

        Raises PersonError PRV-PROOF-GONE when it was spent, expired or began in another browser,
        or when its row is not bound: it was altered, or a program of before marked it proven.
        """
        row = tx.row(
            table.FIND_PROOF,
            id_hash=hashed(proof_id),
            browser_hash=browser_hash(self.vault, browser),
            now=self.clock.seconds(),
        )
        proof = None if row is None else self._proof(row, proof_id, browser)
        if row is None or proof is None or not is_bound(self.vault, proof, row.mac):
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        return proof

    def _proof(self, row: ProofRow, proof_id: str, browser: str) -> EmailVerification:
        return EmailVerification(
            id=ProofId(proof_id),
            purpose=Purpose(row.purpose),
            account_id=row.account_id,
            address=open_address(self.vault, row.address_sealed),
            browser=browser,
            created_at=row.created_at,
            expires_at=row.expires_at,
            proven_at=row.proven_at,
            sent_count=row.sent_count,
            sent_at=row.sent_at,
        )

    def of_account(
        self, tx: Transaction, account_id: AccountId
    ) -> tuple[KeptEmailVerification, ...]:
        """Return the proofs kept for the account or one of its addresses."""
        return tuple(
            KeptEmailVerification(
                row.purpose,
                open_address(self.vault, row.address_sealed),
                row.created_at,
                row.expires_at,
                row.proven_at,
                row.spent_at,
                row.sent_count,
            )
            for row in tx.rows(table.LIST_PROOFS, account_id=account_id)
        )

    def send_code(
        self,
        tx: Transaction,
        proof: EmailVerification,
        *,
        locale: str,
        brand: Brand,
        network: str,
    ) -> None:
        """Queue a message with a new code; the code before it stays valid too.

        Raises PersonError PRV-CODE-WAIT (values: `count` seconds) when the last one is too
        recent, PRV-TOO-MANY when a budget is used up.
        """
        now = self.clock.seconds()
        wait = _resend_at(proof, self.settings.codes.resend_seconds) - now
        counted = wait <= 0 and tx.run(
            table.COUNT_SENDING, id_hash=hashed(proof.id), sent_count=proof.sent_count, now=now
        )
        if not counted:
            raise PersonError("PRV-CODE-WAIT", "errors.code_wait", values={"count": max(wait, 1)})
        charges = sent_charges(tx, self.known_browsers, charged(proof), network)
        self.limits.charge_all(tx, charges)
        code = new_code()
        outbox_id = self.outbox.put(
            tx,
            Message(
                kind="code",
                recipient=proof.address.normal,
                locale=locale,
                values={
                    "code": shown(code),
                    "digits": code,
                    "minutes": str(self.tries.valid_seconds(proof.purpose) // 60),
                    "purpose": proof.purpose.value,
                    "portal": brand.name,
                    "host": bound_host(self.settings.server.issuer),
                },
                brand=brand,
            ),
            expires_at=now + _WORTH_SENDING_SECONDS,
        )
        tx.run(
            table.ADD_CODE,
            id=new_id(),
            proof_hash=hashed(proof.id),
            number=proof.sent_count + 1,
            code_hash=code_hash(self.vault, proof.id, code),
            outbox_id=outbox_id,
            now=now,
        )
        self.sent.add(proof.purpose)

    def sending(self, tx: Transaction, proof: EmailVerification) -> Sending:
        """Return the state of the last message. Raises PersonError PRV-PROOF-GONE for none."""
        codes = self.tries.codes_of(tx, proof)
        if not codes:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")
        allowed = self.settings.codes.tries
        return Sending(
            delivery=codes[0].delivery,
            sent_count=proof.sent_count,
            resend_at=_resend_at(proof, self.settings.codes.resend_seconds),
            tries_left=max(0, allowed - codes[0].tries),
        )

    def check_code(
        self, writing: Writing, proof: EmailVerification, typed: str, network: str
    ) -> None:
        """Mark `proof` proven when `typed` is one of its newest two codes.

        `writing` opens a transaction: the try is counted, and committed, before the code is
        compared. Raises PersonError PRV-CODE-SHAPE, -WRONG (values: `count` tries
        left), -EXPIRED, -SPENT, PRV-TOO-MANY.
        """
        self.tries.check(writing, proof, typed, network)

    def spend(self, tx: Transaction, proof: EmailVerification) -> None:
        """Spend a proven proof; only one caller succeeds. Raises PersonError PRV-PROOF-GONE."""
        now = self.clock.seconds()
        # Two simultaneous recoveries of one account would each void the other's proof while
        # locking its own; the account's row, locked first, makes the second one wait.
        tx.run(table.LOCK_ACCOUNT_OF, address_hash=address_hash(self.vault, proof.address))
        spent = proof.proven_at is not None and tx.run(
            table.SPEND_PROOF,
            id_hash=hashed(proof.id),
            proven_at=proof.proven_at,
            proven_after=now - _PROVEN_SECONDS[proof.purpose],
            mac=proven_mac(self.vault, proof, proof.proven_at),
            now=now,
        )
        if not spent:
            raise PersonError("PRV-PROOF-GONE", "errors.proof_gone")

    def void(
        self, tx: Transaction, account_id: AccountId, *, recoveries_stay: bool = False
    ) -> None:
        """Void the proofs begun for the account, or for one of its addresses.

        With `recoveries_stay`, only those begun in its sessions: control of the mailbox outranks
        the password.
        """
        voiding = table.VOID_PROOFS_OF_SESSIONS if recoveries_stay else table.VOID_PROOFS
        tx.run(voiding, account_id=account_id, now=self.clock.seconds())


def bound_host(issuer: str) -> str:
    """Return the host that alone is given the code by a browser that reads it in the message.

    Empty where there is none to hold it to: without https, or without a domain.
    """
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    last = host.rpartition(".")[2]
    is_domain = "." in host and ":" not in host and not last.isdigit() and last != "localhost"
    return host if parts.scheme == "https" and is_domain else ""


def _resend_at(proof: EmailVerification, waits: tuple[int, ...]) -> int:
    if proof.sent_at is None:
        return proof.created_at
    return proof.sent_at + waits[min(proof.sent_count, len(waits)) - 1]
