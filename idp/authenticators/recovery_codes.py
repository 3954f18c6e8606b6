"""Recovery codes: ten, shown once, each valid once, for when the authenticator app is lost.

Look-up secrets of NIST SP 800-63B-4 §3.1.2: 60 random bits, kept as an HMAC under a key that is
not in the database, bound to their holder.
"""

import secrets
import unicodedata

from idp.additions import UNPROVEN, Added
from idp.audit import Audit
from idp.audit.authenticator_events import RecoveryCodesRenewed, RecoveryCodeUsed
from idp.authenticators import table
from idp.authenticators.model import Holder
from idp.authenticators.notifiers import AuthenticatorChange, Notifiers
from idp.clock import Clock
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Transaction

COUNT = 10
LENGTH = 12
_GROUP = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_MISREAD = str.maketrans("ILO", "110")
_LONGEST_TYPED = 64


class RecoveryCodes(Part):
    """The codes of both realms."""

    vault: Vault
    clock: Clock
    audit: Audit
    notifiers: Notifiers

    def renew(
        self,
        tx: Transaction,
        holder: Holder,
        added: Added = UNPROVEN,
        *,
        notifies: bool = True,
    ) -> tuple[str, ...]:
        """Replace the codes and return the new ones, as they are shown, this once.

        `notifies` is False where another message says it already.
        """
        self.forget(tx, holder)
        codes = [_drawn() for _ in range(COUNT)]
        for code in codes:
            tx.run(
                table.ADD_RECOVERY_CODE,
                **_of(holder),
                code_hash=self._hash(holder, code),
                now=self.clock.seconds(),
                device=added.device,
                second_proof_at=added.second_proof_at,
            )
        self.audit.record(tx, RecoveryCodesRenewed(subject=holder.id, realm=holder.realm))
        if notifies:
            self.notifiers.notify(tx, holder, AuthenticatorChange.CODES_RENEWED)
        return tuple(_shown(code) for code in codes)

    def use(self, tx: Transaction, holder: Holder, code: str) -> bool:
        """Spend `code` (as `clean_recovery_code` returns it), and notify the holder."""
        used = tx.run(
            table.USE_RECOVERY_CODE,
            **_of(holder),
            code_hash=self._hash(holder, code),
            now=self.clock.seconds(),
        )
        if used:
            left = self.left(tx, holder)
            self.audit.record(
                tx, RecoveryCodeUsed(subject=holder.id, realm=holder.realm, left=left)
            )
            self.notifiers.notify(tx, holder, AuthenticatorChange.CODE_USED)
        return used == 1

    def left(self, tx: Transaction, holder: Holder) -> int:
        """Return how many are left."""
        return tx.row(table.COUNT_RECOVERY_CODES, **_of(holder)) or 0

    def forget(self, tx: Transaction, holder: Holder) -> None:
        """Remove all without a message."""
        tx.run(table.REMOVE_RECOVERY_CODES, **_of(holder))

    def _hash(self, holder: Holder, code: str) -> bytes:
        return self.vault.mac("recovery_code", f"{holder.realm}\0{holder.id}\0{code}")


def clean_recovery_code(typed: str) -> str | None:
    """Return the code without separators, misread letters replaced; None for another form."""
    if len(typed) > _LONGEST_TYPED:
        return None
    folded = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    kept = "".join(each for each in folded if each.isalnum())
    return kept if len(kept) == LENGTH and set(kept) <= set(_ALPHABET) else None


def _drawn() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def _shown(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def _of(holder: Holder) -> dict[str, str]:
    return {"realm": holder.realm.value, "holder_id": holder.id}
