"""One-time tokens by which an administrator signs in who has no passkey and no password yet."""

from idp.administrators import table
from idp.administrators.model import AdministratorId
from idp.clock import Clock
from idp.ids import hashed, new_secret
from idp.part import Part
from idp.storage import Transaction


class Invitations(Part):
    """Only the digest of a token is kept; a new one for somebody ends those before it."""

    clock: Clock

    def make(self, tx: Transaction, administrator_id: AdministratorId, *, expires_at: int) -> str:
        """Return a new token, valid until the second `expires_at`; it cannot be read again."""
        tx.run(table.DROP_INVITATIONS, administrator_id=administrator_id)
        token = new_secret()
        tx.run(
            table.ADD_INVITATION,
            token_hash=hashed(token),
            administrator_id=administrator_id,
            expires_at=expires_at,
        )
        return token

    def find(self, tx: Transaction, token: str) -> AdministratorId | None:
        """Return the administrator whom `token` invites, without using it up."""
        return tx.row(table.FIND_INVITATION, token_hash=hashed(token), now=self.clock.seconds())

    def use(self, tx: Transaction, token: str) -> AdministratorId | None:
        """Use `token` up, in the transaction of what it buys; None when it is unknown or expired.

        One DELETE: of two requests with the same token, one gets a row.
        """
        return tx.row(table.USE_INVITATION, token_hash=hashed(token), now=self.clock.seconds())
