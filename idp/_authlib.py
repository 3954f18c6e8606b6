"""What is used of Authlib, typed: two derived values, and its validation of our metadata."""

from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from authlib.oidc.discovery import OpenIDProviderMetadata


def s256_challenge(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636 §4.2)."""
    return str(create_s256_code_challenge(verifier))


def half_hash(value: str, algorithm: str) -> str:
    """Return `at_hash` or `c_hash` of `value` (OpenID Connect Core §3.1.3.6, §3.3.2.11).

    Raises ValueError where no hash is defined for `algorithm`.
    """
    # EdDSA is SHA-512 by its definition for Ed25519 (RFC 8032 §5.1); Authlib knows the others.
    made = create_half_hash(value, "RS512" if algorithm == "EdDSA" else algorithm)
    if made is None:
        raise ValueError(f"no hash is defined for {algorithm}")
    return str(made, "ascii") if isinstance(made, bytes) else str(made)


def check_metadata(document: Mapping[str, Any]) -> None:
    """Raise ValueError when the metadata are not valid (Discovery §3, RFC 8414 §2)."""
    OpenIDProviderMetadata(document).validate()
