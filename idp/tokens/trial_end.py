"""Ending everything that a client was given: for one that stood in for a portal."""

from idp.ids import AccountId, ClientId
from idp.storage import Transaction
from idp.tokens import table


def revoke_everything(tx: Transaction, client_id: ClientId, now: int) -> list[AccountId]:
    """Revoke every grant of the client, and return whose they were."""
    return tx.rows(table.REVOKE_ALL_OF_CLIENT, client_id=client_id, now=now)
