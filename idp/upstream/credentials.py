"""Parvis's credentials at a provider: secrets and certificates, two of them during a change.

RFC 6749 §2.3.1, RFC 7523 §2.2; the certificate is named as Entra wants it (`x5t#S256`, `x5t`).
"""

import datetime as dt
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from joserfc import jwt
from joserfc.jwk import RSAKey

from idp.clock import MINUTE
from idp.discreet import Discreet, Hidden
from idp.errors import SettingsError
from idp.ids import new_id
from idp.part import Part
from idp.settings import UpstreamCredential

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS = 5 * MINUTE
_NAMED_BY = {
    "PS256": ("x5t#S256", hashes.SHA256()),
    "RS256": ("x5t", hashes.SHA1()),  # noqa: S303 - a name, not a protection
}


class TokenRequestProof(Discreet, frozen=True):
    """The client authentication of one token request."""

    form: Hidden[Mapping[str, str]]
    headers: Hidden[Mapping[str, str]]


class Credential(Protocol):
    """One client credential."""

    def prove(self, client_id: str, metadata: Mapping[str, Any], now: int) -> TokenRequestProof:
        """Return the proof for a request to the provider's token endpoint."""
        ...


class Secret(Part):
    """A client secret, sent as the provider prefers it."""

    secret: str

    def prove(self, client_id: str, metadata: Mapping[str, Any], now: int) -> TokenRequestProof:
        """Return the secret in the form, or in the header when only that is offered."""
        del now
        offered = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_post" in offered:
            return TokenRequestProof({"client_id": client_id, "client_secret": self.secret}, {})
        pair = f"{quote(client_id, safe='')}:{quote(self.secret, safe='')}"
        return TokenRequestProof(
            {}, {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        )


class Certificate:
    """A certificate whose key signs an assertion, a fresh one each time."""

    def __init__(self, certificate: x509.Certificate, key: RSAKey, algorithm: str) -> None:
        name, digest = _NAMED_BY[algorithm]
        self._key, self._algorithm = key, algorithm
        self._header = {
            "alg": algorithm,
            "typ": "JWT",
            name: urlsafe_b64encode(certificate.fingerprint(digest)).decode().rstrip("="),
        }

    def prove(self, client_id: str, metadata: Mapping[str, Any], now: int) -> TokenRequestProof:
        """Return an assertion for the token endpoint (RFC 7523 §3)."""
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": metadata["token_endpoint"],
            "jti": new_id(),
            "iat": now,
            "nbf": now,
            "exp": now + _ASSERTION_SECONDS,
        }
        assertion = jwt.encode(self._header, claims, self._key, algorithms=[self._algorithm])
        form = {
            "client_id": client_id,
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        return TokenRequestProof(form, {})


def read_credentials(settings: Sequence[UpstreamCredential]) -> tuple[Credential, ...]:
    """Return the credentials in the order they are tried. Raises SettingsError."""
    if not 0 < len(settings) <= 2:  # noqa: PLR2004 - the one in use, and its successor
        raise SettingsError("an upstream provider needs one credential, or two during a change")
    return tuple(_read(each) for each in settings)


def last_day(credential: UpstreamCredential) -> dt.date | None:
    """Return the last day of `credential`, None if not set. Raises SettingsError."""
    if not credential.expires:
        return None
    try:
        return dt.date.fromisoformat(credential.expires)
    except ValueError:
        raise SettingsError(f"{credential.expires!r} is not a date such as 2027-06-30") from None


def _read(settings: UpstreamCredential) -> Credential:
    last_day(settings)
    try:
        content = Path(settings.file).read_bytes()
        if settings.kind == "secret":
            return Secret(secret=content.decode().strip())
        if settings.kind != "certificate" or settings.algorithm not in _NAMED_BY:
            raise SettingsError("an upstream credential is a secret, or a PS256/RS256 certificate")
        certificate = x509.load_pem_x509_certificate(content)
        key = RSAKey.import_key(Path(settings.key_file).read_bytes())
    except (OSError, ValueError) as error:
        # The name alone: a key's text must not end up in a message.
        raise SettingsError(f"cannot read {settings.file}: {type(error).__name__}") from None
    return Certificate(certificate, key, settings.algorithm)
