"""What we take from Authlib for tokens, typed."""

from authlib.oidc.core.util import create_half_hash


def half_hash(value: str, algorithm: str) -> str:
    """Return `at_hash` or `c_hash` of `value` (OpenID Connect Core §3.1.3.6, §3.3.2.11)."""
    # EdDSA is SHA-512 by its definition for Ed25519 (RFC 8032 §5.1); Authlib knows the others.
    made = create_half_hash(value, "RS512" if algorithm == "EdDSA" else algorithm)
    if made is None:
        raise ValueError(f"no hash is defined for {algorithm}")
    return str(made, "ascii") if isinstance(made, bytes) else str(made)
