"""Time-based one-time passwords (RFC 6238), as authenticator apps compute them."""

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS = 6
STEP_SECONDS = 30
_SECRET_BYTES = 20  # RFC 4226 §4, R6
_DRIFT_STEPS = 1  # RFC 6238 §5.2


def new_secret() -> str:
    """Return 160 random bits in base32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def matching_step(secret: str, code: str, now: int) -> int | None:
    """Return the time step of `code`, at most one before or after `now`."""
    current = now // STEP_SECONDS
    found = None
    for step in range(current - _DRIFT_STEPS, current + _DRIFT_STEPS + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            found = step
    return found


def code_of(secret: str, step: int) -> str:
    """Return the six digits of a step, by SHA-1, which every app knows (RFC 6238 §1.2)."""
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - see above
    return totp.generate(step * STEP_SECONDS).decode()


def otpauth_uri(secret: str, *, service: str, label: str) -> str:
    """Return the address in an app's QR code (Google's key URI format)."""
    named = quote(f"{service}:{label}", safe="")
    query = urlencode({"secret": secret, "issuer": service, "digits": DIGITS}, quote_via=quote)
    return f"otpauth://totp/{named}?{query}&period={STEP_SECONDS}&algorithm=SHA1"
