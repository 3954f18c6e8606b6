"""Sign-ins between two factors: bound to a browser, valid for minutes and once."""

from idp.authenticators import table
from idp.authenticators.model import Holder, PendingSignIn, Realm
from idp.clock import MINUTE, Clock
from idp.errors import PersonError
from idp.ids import hashed, new_secret
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Transaction

_ABOUT = "pending_sign_in.context"
_VALID_SECONDS = 15 * MINUTE


class PendingMfa(Part):
    """Nobody is signed in by these: the id opens the page of the second factor alone."""

    vault: Vault
    clock: Clock

    def begin(self, tx: Transaction, holder: Holder, *, browser: str, context: str) -> str:
        """Store that a first factor was right, and return the secret id."""
        pending_id, now = new_secret(), self.clock.seconds()
        tx.run(
            table.ADD_HALFWAY,
            id_hash=hashed(pending_id),
            browser_hash=hashed(browser),
            realm=holder.realm.value,
            holder_id=holder.id,
            context_sealed=self.vault.seal(context, _ABOUT),
            now=now,
            expires_at=now + _VALID_SECONDS,
        )
        return pending_id

    def get(self, tx: Transaction, realm: Realm, pending_id: str, *, browser: str) -> PendingSignIn:
        """Return the sign-in. Raises PersonError PRV-HALFWAY-OVER if unknown, spent or too old."""
        row = tx.row(
            table.FIND_HALFWAY,
            id_hash=hashed(pending_id),
            browser_hash=hashed(browser),
            realm=realm.value,
            now=self.clock.seconds(),
        )
        if row is None:
            raise _over()
        holder_id, sealed = row
        return PendingSignIn(pending_id, Holder(realm, holder_id), self.vault.open(sealed, _ABOUT))

    def spend(self, tx: Transaction, pending: PendingSignIn) -> None:
        """Spend it, in the transaction that begins the session. Raises PRV-HALFWAY-OVER."""
        spent = tx.run(
            table.SPEND_HALFWAY,
            id_hash=hashed(pending.id),
            realm=pending.holder.realm.value,
            holder_id=pending.holder.id,
            now=self.clock.seconds(),
        )
        if not spent:
            raise _over()

    def void(self, tx: Transaction, holder: Holder) -> None:
        """Void those whose first factor was replaced since."""
        tx.run(
            table.VOID_HALFWAY,
            realm=holder.realm.value,
            holder_id=holder.id,
            now=self.clock.seconds(),
        )


def _over() -> PersonError:
    return PersonError("PRV-HALFWAY-OVER", "authenticators.errors.halfway_over")
