"""The password that somebody proved to know, until the code to the address comes back.

Its Argon2id hash, sealed, for one proof of an address: it goes with the proof, and is used once.
"""

from idp.accounts import EmailVerification
from idp.clock import Clock
from idp.discreet import Discreet, Hidden
from idp.ids import ProofId, hashed
from idp.journeys import table
from idp.keys import Vault
from idp.part import Part
from idp.storage import Transaction


class KeptPassword(Discreet, frozen=True):
    """The hash to store, and whether this device is to be remembered."""

    password_hash: Hidden[str]
    remember: bool


class KeptPasswords(Part):
    """At most one for a proof: the last one that was right."""

    vault: Vault
    clock: Clock

    def keep(self, tx: Transaction, proof: EmailVerification, kept: KeptPassword) -> None:
        """Keep it beside the proof, which was begun for the same address and browser."""
        tx.run(
            table.KEEP_PASSWORD,
            proof_hash=hashed(proof.id),
            password_sealed=self.vault.seal(kept.password_hash, _about(proof.id)),
            remember=int(kept.remember),
            now=self.clock.seconds(),
        )

    def is_kept(self, tx: Transaction, proof: EmailVerification) -> bool:
        """Return whether one was kept for the proof."""
        return tx.row(table.IS_PASSWORD_KEPT, proof_hash=hashed(proof.id)) is not None

    def take(self, tx: Transaction, proof: EmailVerification) -> KeptPassword | None:
        """Return what was kept, and delete it; the caller spends the proof."""
        row = tx.row(table.TAKE_PASSWORD, proof_hash=hashed(proof.id))
        if row is None:
            return None
        password_hash = self.vault.open(row.password_sealed, _about(proof.id))
        return KeptPassword(password_hash, bool(row.remember))


def _about(proof_id: ProofId) -> str:
    return f"kept_password.{hashed(proof_id).hex()}"
