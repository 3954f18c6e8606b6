"""Client secrets: 256 random bits, of which only the hash is kept (RFC 6749 §2.3.1)."""

import hmac

from idp.clients import Client
from idp.ids import hashed


def is_secret_of(client: Client, secret: str, now: int) -> bool:
    """Return whether `secret` is one of the client's that are alive; two are during a change."""
    presented = hashed(secret)
    matches = [
        hmac.compare_digest(presented, known.secret_hash)
        for known in client.secrets
        if known.expires_at is None or known.expires_at > now
    ]
    return any(matches)
