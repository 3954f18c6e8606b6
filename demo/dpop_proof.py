"""DPoP proofs: who sends a request holds the key that its token is bound to (RFC 9449 §4.3, §9)."""

import hashlib
import hmac
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import extract_compact

ALGORITHMS = ("ES256", "Ed25519", "EdDSA")
"""The last two are one: RFC 9864 gave it its second name."""
_PRIVATE = "d"
_SKEW_SECONDS = 60
_LONGEST_JTI = 256
_DEFAULT_PORTS = {"https": 443, "http": 80}
_MALFORMED = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class ProofError(Exception):
    """A proof that proves nothing; the text says why."""


class NonceWantedError(Exception):
    """All that a proof lacks is this nonce."""


class Proofs:
    """Checks them; each is good once. Several processes need one store and one key in common."""

    def __init__(self, resource: str, nonce_seconds: int) -> None:
        self._resource = resource
        self._nonce_seconds = nonce_seconds
        self._nonce_key = secrets.token_bytes(32)
        self._used: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def check(self, proof: str, method: str, path: str, access_token: str) -> str:
        """Return the thumbprint of the key that signed `proof` for this request and token.

        Raises ProofError, NonceWantedError.
        """
        try:
            key, claims = _read(proof)
        except _MALFORMED as error:
            raise ProofError("the proof is malformed or badly signed") from error
        if claims.get("htm") != method or _place(claims.get("htu")) != _place(
            f"{self._resource}{path}"
        ):
            raise ProofError("the proof is for another request")
        if claims.get("ath") != _sha256(access_token):
            raise ProofError("the proof is for another token")
        issued, jti = claims.get("iat"), claims.get("jti")
        if not isinstance(issued, int) or abs(issued - int(time.time())) > _SKEW_SECONDS:
            raise ProofError("the proof is too old, or from the future")
        if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_JTI:
            raise ProofError("the proof has no jti")
        if self._nonce_seconds and claims.get("nonce") not in (self._nonce(0), self._nonce(1)):
            raise NonceWantedError(self._nonce(0))
        thumbprint = key.thumbprint()
        if not self._is_first(thumbprint, jti):
            raise ProofError("the proof was used before")
        return thumbprint

    def _nonce(self, ago: int) -> str:
        """Return the nonce of now, or of as many spans of time ago: nothing is kept of it."""
        span = int(time.time() / self._nonce_seconds) - ago
        return hmac.digest(self._nonce_key, str(span).encode(), "sha256").hex()

    def _is_first(self, thumbprint: str, jti: str) -> bool:
        now = time.monotonic()
        with self._lock:
            # They stand in the order in which they came, and each is kept as long.
            while self._used and next(iter(self._used.values())) < now - 2 * _SKEW_SECONDS:
                del self._used[next(iter(self._used))]
            first = (thumbprint, jti) not in self._used
            self._used.setdefault((thumbprint, jti), now)
        return first


def _read(proof: str) -> tuple[ECKey | OKPKey, dict[str, Any]]:
    header = extract_compact(proof.encode()).headers()
    if header["typ"].lower() not in ("dpop+jwt", "application/dpop+jwt") or "crit" in header:
        raise ValueError("another kind of token")
    if _PRIVATE in header["jwk"]:
        raise ValueError("a private key")
    kind = ECKey if header["jwk"]["kty"] == "EC" else OKPKey
    key = kind.import_key(header["jwk"])
    return key, jwt.decode(proof, key, algorithms=[*ALGORITHMS]).claims


def _place(uri: object) -> tuple[str, str | None, int | None, str]:
    """Return what of `uri` counts: no query, no case of the host, no usual port."""
    try:
        parts = urlsplit(uri if isinstance(uri, str) else "")
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return "", None, None, ""
    return parts.scheme, parts.hostname, port, parts.path or "/"


def _sha256(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
