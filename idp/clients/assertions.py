"""Spent client assertions (RFC 7523 §3, item 7)."""

from idp.clients import table
from idp.ids import ClientId, hashed
from idp.storage import Transaction


def use_assertion(tx: Transaction, client_id: ClientId, jti: str, expires_at: int) -> bool:
    """Store an assertion until it expires; False when it was used before."""
    jti_hash = hashed(f"{client_id}\0{jti}")
    return tx.run(table.USE_ASSERTION, jti_hash=jti_hash, expires_at=expires_at) == 1
