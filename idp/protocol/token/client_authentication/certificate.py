"""Certificates of TLS clients, and their authorities (RFC 8705 §2, RFC 5280 §6).

Why the chain is verified here and not by the proxy: docs/decisions/0009.
"""

from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from idp.clock import Clock, as_datetime
from idp.errors import SettingsError


def read_certificate(der: bytes, clock: Clock) -> x509.Certificate | None:
    """Return the certificate, or None if it is malformed or not valid now."""
    try:
        certificate = x509.load_der_x509_certificate(der)
    except ValueError:
        return None
    now = as_datetime(clock.seconds())
    valid = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    return certificate if valid else None


class Authorities:
    """The certificate authorities trusted for clients."""

    def __init__(self, *, file: str, clock: Clock) -> None:
        self._clock = clock
        try:
            found = x509.load_pem_x509_certificates(Path(file).read_bytes()) if file else []
            self._store = Store(found) if found else None
        except (OSError, ValueError) as error:
            raise SettingsError(f"mtls.authorities_file {file}: {error}") from error

    def vouch_for(self, certificate: x509.Certificate) -> bool:
        """Return whether one of them issued `certificate` for client authentication."""
        if self._store is None:
            return False
        verifier = (
            PolicyBuilder()
            .store(self._store)
            .time(as_datetime(self._clock.seconds()))
            .extension_policies(
                ca_policy=ExtensionPolicy.webpki_defaults_ca(),
                # A board's own authority may name a portal by its subject alone.
                ee_policy=ExtensionPolicy.permit_all().may_be_present(
                    x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _check_usage
                ),
            )
            .build_client_verifier()
        )
        try:
            verifier.verify(certificate, [])
        except VerificationError:
            return False
        return True


def _check_usage(
    _policy: Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None
) -> None:
    if usage is not None and ExtendedKeyUsageOID.CLIENT_AUTH not in usage:
        raise ValueError("the certificate is not for TLS clients")
