"""Spent DPoP proofs (RFC 9449 §11.1)."""

from idp.ids import hashed
from idp.storage import Transaction
from idp.tokens import table


def use_proof(tx: Transaction, jkt: str, jti: str, expires_at: int) -> bool:
    """Store a proof by the key `jkt` until it expires; False when it was used before."""
    jti_hash = hashed(f"{jkt}\0{jti}")
    return tx.run(table.USE_PROOF, jti_hash=jti_hash, expires_at=expires_at) == 1
