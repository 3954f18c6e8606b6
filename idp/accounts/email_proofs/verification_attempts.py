"""Tries a code: count and commit first, then compare and mark proven in one statement.

The newest two codes of a proof are valid, as a message may come late. A code's time runs from when
the mail server accepted the message, not from when it was written, so that a slow server costs a
parent nothing. Each try counts against both codes.
"""

from msgspec import Struct

from idp.accounts.email_proofs import table
from idp.accounts.email_proofs.bound_proof import proven_mac
from idp.accounts.email_proofs.email_codes import code_hash
from idp.accounts.model import EmailVerification, Purpose
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import hashed
from idp.keys.vault import Vault
from idp.limits import Charge, KnownBrowsers, Limits
from idp.limits.code_charges import Charged, give_back_open, tried_charges
from idp.mail import DeliveryState, MessageDelivery, Outbox
from idp.measures import Counter, Family, each_of
from idp.normalisation.email_code import clean_code
from idp.part import Part
from idp.settings import CodeSettings
from idp.statistics import DailyCounts, Series, Subject
from idp.storage import Transaction, Writing

_VALID_CODES = 2
_RIGHT, _WRONG = "right", "wrong"
_WRONG_CODE = Series(Subject.CODES, "", "wrong")
_TO_ONES_OWN = {Purpose.SECOND_PROOF, Purpose.REMOVE_ADDRESS}
CODES_TRIED = Family(
    name="parvis_codes_tried_total",
    tells="Codes that were typed in time, right and wrong.",
    labels=("outcome",),
    series=each_of((_RIGHT, _WRONG)),
)


class SentCode(Struct, frozen=True):
    """A code that was sent, without its digits."""

    id: str
    tries: int
    delivery: MessageDelivery


class VerificationAttempts(Part):
    """The tries of a proof's codes."""

    vault: Vault
    clock: Clock
    limits: Limits
    known_browsers: KnownBrowsers
    outbox: Outbox
    settings: CodeSettings
    tried: Counter
    counts: DailyCounts

    def valid_seconds(self, purpose: Purpose) -> int:
        """Return how long a code for `purpose` works."""
        settings = self.settings
        return settings.sign_up_seconds if purpose is Purpose.SIGN_UP else settings.recovery_seconds

    def codes_of(self, tx: Transaction, proof: EmailVerification) -> tuple[SentCode, ...]:
        """Return the newest two codes, the newest first."""
        rows = tx.rows(table.LIST_CODES, proof_hash=hashed(proof.id), count=_VALID_CODES)
        if not rows:
            return ()
        deliveries = self.outbox.deliveries(tx, [row.outbox_id for row in rows])
        return tuple(SentCode(row.id, row.tries, deliveries[row.outbox_id]) for row in rows)

    def check(self, writing: Writing, proof: EmailVerification, typed: str, network: str) -> None:
        """Mark `proof` proven when `typed` is right: see `EmailVerifications.check_code`."""
        code = clean_code(typed)
        # Committed before the code is compared: fifty requests at once, or one that is killed,
        # have used their tries.
        with writing() as tx:
            charges, tried, left = self._count(tx, proof, network)
        now = self.clock.seconds()
        with writing() as tx:
            proven = tx.run(
                table.MARK_PROVEN,
                id_hash=hashed(proof.id),
                newest=tried[0],
                older=tried[-1],
                code_hash=code_hash(self.vault, proof.id, code),
                mac=proven_mac(self.vault, proof, now),
                now=now,
            )
            if proven:
                self.limits.give_back(tx, charges)
                give_back_open(
                    tx,
                    self.limits,
                    network,
                    began_at=proof.created_at,
                    sent_at=proof.sent_at or proof.created_at,
                    sent=proof.sent_count,
                )
            else:
                self.counts.add(tx, _WRONG_CODE)
        self.tried.add(_RIGHT if proven else _WRONG)
        if not proven and left == 0:
            raise PersonError("PRV-CODE-SPENT", "errors.code_spent", field="code")
        if not proven:
            raise PersonError(
                "PRV-CODE-WRONG", "errors.code_wrong", field="code", values={"count": left}
            )

    def _count(
        self, tx: Transaction, proof: EmailVerification, network: str
    ) -> tuple[tuple[Charge, ...], list[str], int]:
        """Charge one try; return the charges, the ids of the codes to compare, the tries left."""
        codes = self.codes_of(tx, proof)
        live = [each.id for each in codes if not self._is_over(proof, each.delivery)]
        if not live:
            raise PersonError("PRV-CODE-EXPIRED", "errors.code_expired", field="code")
        allowed = self.settings.tries
        rows = tx.rows(table.COUNT_TRY, newest=live[0], older=live[-1], allowed=allowed)
        if not rows:
            raise PersonError("PRV-CODE-SPENT", "errors.code_spent", field="code")
        charges = tried_charges(tx, self.known_browsers, charged(proof), network)
        self.limits.charge_all(tx, charges)
        tried = dict(rows)
        return charges, [*tried], allowed - min(tried.values())

    def _is_over(self, proof: EmailVerification, delivery: MessageDelivery) -> bool:
        if delivery.state is not DeliveryState.SENT or delivery.answered_at is None:
            return False  # not delivered yet; the proof itself expires
        return self.clock.seconds() >= delivery.answered_at + self.valid_seconds(proof.purpose)


def charged(proof: EmailVerification) -> Charged:
    """Return which budgets a code of `proof` is counted against.

    Codes from inside an account to its own addresses have their own budgets: an intruder with the
    password must not use up those of a recovery.
    """
    account_id = proof.account_id if proof.purpose in _TO_ONES_OWN else None
    return Charged(proof.address.normal, proof.browser, account_id)
