"""Writing clients and their secrets; the caller commits and then lets `Clients.forget`."""

from idp.clients import table
from idp.clients.cache import VERSION
from idp.clients.metadata import write_metadata
from idp.clients.model import Client
from idp.clients.secrets import seal_secret
from idp.errors import OperationError
from idp.ids import ClientId, hashed, new_id, new_secret
from idp.keys import Vault
from idp.storage import Transaction, bump


def put_client(transaction: Transaction, client: Client, *, now: int) -> None:
    """Register `client`, or replace what was registered under its id."""
    transaction.run(table.PUT, id=client.id, metadata=write_metadata(client), now=now)
    bump(transaction, VERSION)


def disable_client(
    transaction: Transaction, client_id: ClientId, *, disabled: bool, now: int
) -> None:
    """Stop or let again a client. Raises OperationError when there is none."""
    at = now if disabled else None
    if transaction.run(table.DISABLE, id=client_id, disabled_at=at, now=now) != 1:
        raise OperationError(f"there is no client {client_id}")
    bump(transaction, VERSION)


def add_secret(
    transaction: Transaction,
    client_id: ClientId,
    *,
    now: int,
    overlap_seconds: int,
    readable_by: Vault | None = None,
) -> str:
    """Make a secret and return it, this once; older ones still work for `overlap_seconds`.

    With `readable_by` it is kept sealed besides its hash: a client that signs with it needs that.
    """
    secret, secret_id = new_secret(), new_id()
    transaction.run(
        table.ADD_SECRET,
        id=secret_id,
        client_id=client_id,
        secret_hash=hashed(secret),
        secret_sealed=seal_secret(secret, client_id, readable_by) if readable_by else None,
        now=now,
        expires_at=None,
    )
    transaction.run(
        table.EXPIRE_SECRETS, client_id=client_id, kept=secret_id, at=now + overlap_seconds
    )
    bump(transaction, VERSION)
    return secret
