"""Client secrets as stored: hashed, and also sealed where they must be readable."""

from idp.clients.model import Client
from idp.ids import ClientId
from idp.keys import Vault


def seal_secret(secret: str, client_id: ClientId, vault: Vault) -> bytes:
    """Return `secret` so that `open_secrets` can read it, for this client alone."""
    return vault.seal(secret, _about(client_id))


def open_secrets(client: Client, vault: Vault, now: int) -> list[str]:
    """Return the client's unexpired sealed secrets, opened."""
    return [
        vault.open(known.sealed, _about(client.id))
        for known in client.secrets
        if known.sealed is not None and (known.expires_at is None or known.expires_at > now)
    ]


def _about(client_id: ClientId) -> str:
    return f"client_secret.{client_id}"
