"""Writes clients and their secrets; the caller commits, then calls `Clients.forget`."""

from msgspec import Struct

from idp.clients import table
from idp.clients.cache import VERSION
from idp.clients.metadata import stored_metadata
from idp.clients.model import Client
from idp.clients.secrets import seal_secret
from idp.errors import Unknown
from idp.ids import ClientId, hashed, new_id, new_secret
from idp.keys import Vault
from idp.storage import Transaction, bump


class SecretTimes(Struct, frozen=True):
    """When a secret begins and ends, in seconds, and how long the one before it still works."""

    now: int
    overlap_seconds: int
    expires_at: int | None


def put_client(tx: Transaction, client: Client, *, now: int) -> None:
    """Register `client`, or replace the registration of its id."""
    tx.run(table.PUT, id=client.id, metadata=stored_metadata(client), now=now)
    bump(tx, VERSION)


def disable_client(tx: Transaction, client_id: ClientId, *, disabled: bool, now: int) -> None:
    """Disable or enable a client. Raises Unknown when there is none."""
    at = now if disabled else None
    if tx.run(table.DISABLE, id=client_id, disabled_at=at, now=now) != 1:
        raise Unknown("clients.unknown", field="id", id=client_id)
    bump(tx, VERSION)


def is_enabled(tx: Transaction, client_id: ClientId) -> bool:
    """Return whether the client is registered and not disabled now."""
    return tx.row(table.IS_ENABLED, id=client_id) is not None


def add_secret(
    tx: Transaction,
    client_id: ClientId,
    *,
    now: int,
    overlap_seconds: int,
    readable_by: Vault | None = None,
    expires_at: int | None = None,
) -> str:
    """Create and return a secret; the previous one is valid for `overlap_seconds` more.

    One that was being replaced already expires now. With `readable_by` the secret is also
    stored sealed: a client that signs with it needs that.
    """
    secret = new_secret()
    times = SecretTimes(now=now, overlap_seconds=overlap_seconds, expires_at=expires_at)
    put_secret(tx, client_id, secret, times, readable_by=readable_by)
    return secret


def put_secret(
    tx: Transaction,
    client_id: ClientId,
    secret: str,
    times: SecretTimes,
    *,
    readable_by: Vault | None = None,
) -> None:
    """Let the client use `secret`, as `add_secret` does one that it makes."""
    secret_id = new_id()
    tx.run(table.EXPIRE_REPLACED_SECRETS, client_id=client_id, now=times.now)
    tx.run(
        table.ADD_SECRET,
        id=secret_id,
        client_id=client_id,
        secret_hash=hashed(secret),
        secret_sealed=seal_secret(secret, client_id, readable_by) if readable_by else None,
        now=times.now,
        expires_at=times.expires_at,
    )
    until = times.now + times.overlap_seconds
    tx.run(table.EXPIRE_SECRETS, client_id=client_id, kept=secret_id, at=until)
    bump(tx, VERSION)


def end_secret(tx: Transaction, client_id: ClientId, secret_id: str, *, now: int) -> bool:
    """End a secret; False when it had ended, or is another client's."""
    ended = tx.run(table.END_SECRET, id=secret_id, client_id=client_id, now=now)
    bump(tx, VERSION)
    return ended == 1


def warn_of_secret(tx: Transaction, secret_id: str, days: int) -> bool:
    """Record the warning that a secret ends in less than `days`; False if already recorded."""
    return tx.run(table.WARN_OF_SECRET, id=secret_id, days=days) == 1


def add_self_registered(
    tx: Transaction, client: Client, token: str, *, now: int, most: int
) -> bool:
    """Register `client`, which `token` will manage; False when there are `most` of its kind."""
    added = tx.run(
        table.ADD_SELF_REGISTERED,
        id=client.id,
        metadata=stored_metadata(client),
        token_hash=hashed(token),
        now=now,
        most=most,
    )
    bump(tx, VERSION)
    return added == 1


def find_self_registered(tx: Transaction, client_id: str, token: str) -> int | None:
    """Return when the client that `token` manages registered; None for any other."""
    return tx.row(table.FIND_SELF_REGISTERED, id=client_id, token_hash=hashed(token))


def edit_self_registered(tx: Transaction, client: Client, token: str, *, now: int) -> bool:
    """Replace the client's registration; False when `token` does not manage it."""
    edited = tx.run(
        table.EDIT_SELF_REGISTERED,
        id=client.id,
        metadata=stored_metadata(client),
        token_hash=hashed(token),
        now=now,
    )
    bump(tx, VERSION)
    return edited == 1


def remove_self_registered(tx: Transaction, client_id: str, token: str) -> bool:
    """Remove the client and its secrets; False when `token` does not manage it."""
    removed = tx.run(table.REMOVE_SELF_REGISTERED, id=client_id, token_hash=hashed(token))
    bump(tx, VERSION)
    return removed == 1


def remove_secrets(tx: Transaction, client_id: ClientId) -> None:
    """Delete the secrets of a client that authenticates by another method now."""
    tx.run(table.REMOVE_SECRETS, client_id=client_id)
    bump(tx, VERSION)
