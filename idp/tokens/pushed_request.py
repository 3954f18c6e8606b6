"""Pushed authorization requests, stored under a secret name (RFC 9126 §2.2, §4)."""

from idp.clock import Clock
from idp.ids import ClientId, hashed, new_secret
from idp.keys import Vault
from idp.part import Part
from idp.storage import Transaction
from idp.tokens import table

PREFIX = "urn:ietf:params:oauth:request_uri:"
_ABOUT = "pushed_request.request"


class PushedRequests(Part):
    """Stores them sealed, as `Journey` does: a login hint in one is an address."""

    vault: Vault
    clock: Clock
    seconds: int

    def keep(self, tx: Transaction, client_id: ClientId, request: str) -> str:
        """Store `request` for a while, and return its `request_uri`."""
        secret, now = new_secret(), self.clock.seconds()
        tx.run(
            table.PUSH,
            id_hash=hashed(secret),
            client_id=client_id,
            request_sealed=self.vault.seal(request, _ABOUT),
            now=now,
            expires_at=now + self.seconds,
        )
        return PREFIX + secret

    def find(self, tx: Transaction, client_id: ClientId, request_uri: str) -> str | None:
        """Return the request; None when it is spent, too old, another client's, or unknown."""
        sealed = tx.row(
            table.FIND_PUSHED,
            id_hash=_id_hash(request_uri),
            client_id=client_id,
            now=self.clock.seconds(),
        )
        return None if sealed is None else self.vault.open(sealed, _ABOUT)

    def spend(self, tx: Transaction, request_uri: str) -> bool:
        """Spend the request; False when it was answered already.

        Its age no longer matters: it may have waited for a parent since it was opened in time.
        """
        now = self.clock.seconds()
        return tx.run(table.SPEND_PUSHED, id_hash=_id_hash(request_uri), now=now) == 1


def _id_hash(request_uri: str) -> bytes:
    return hashed(request_uri.removeprefix(PREFIX))
