"""Client secrets: 256 random bits, stored as a hash only (RFC 6749 §2.3.1)."""

import hmac
from collections.abc import Iterable

from idp.clients import Client, StoredSecret
from idp.ids import hashed


def is_secret_of(client: Client, secret: str, now: int) -> bool:
    """Return whether `secret` is an unexpired one of the client; two overlap during a change."""
    live = [each for each in client.secrets if each.expires_at is None or each.expires_at > now]
    return _is_among(live, secret)


def was_secret_of(client: Client, secret: str) -> bool:
    """Return whether `secret` is one of the client's, unexpired or expired."""
    return _is_among(client.secrets, secret)


def _is_among(secrets: Iterable[StoredSecret], secret: str) -> bool:
    presented = hashed(secret)
    matches = [hmac.compare_digest(presented, known.secret_hash) for known in secrets]
    return any(matches)
