"""Revokes every grant of a client that stood in for a portal in a trial."""

from idp.ids import AccountId, ClientId
from idp.storage import Transaction
from idp.tokens import table


def revoke_everything(tx: Transaction, client_id: ClientId, now: int) -> list[AccountId]:
    """Revoke every grant of the client, and return their accounts."""
    return tx.rows(table.REVOKE_ALL_OF_CLIENT, client_id=client_id, now=now)
