"""What we take from Authlib for the protocol, typed."""

from authlib.oauth2.rfc7636 import create_s256_code_challenge


def s256_challenge(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636 §4.2)."""
    return str(create_s256_code_challenge(verifier))
