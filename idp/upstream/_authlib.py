"""What we take from Authlib for upstream providers, typed."""

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash


def half_hash(value: str, algorithm: str) -> str:
    """Return the `at_hash` of `value` (OpenID Connect Core §3.1.3.6)."""
    made = create_half_hash(value, algorithm)
    if made is None:
        raise ValueError(f"no hash is defined for {algorithm}")
    return str(made, "ascii") if isinstance(made, bytes) else str(made)


def s256_challenge(code_verifier: str) -> str:
    """Return the S256 challenge of `code_verifier` (RFC 7636 §4.2)."""
    return str(create_s256_code_challenge(code_verifier))
