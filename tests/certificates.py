"""Certificates of TLS clients: from an authority, or made by the client itself."""

import datetime as dt
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from tests.conftest import START

_START = dt.datetime.fromtimestamp(START, tz=dt.UTC)
CLIENTS = (ExtendedKeyUsageOID.CLIENT_AUTH,)
SERVERS = (ExtendedKeyUsageOID.SERVER_AUTH,)


def name_of(common_name: str) -> x509.Name:
    """Return the distinguished name of somebody in Québec."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Centre de services, Erables"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


class Issued(Struct, frozen=True):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        """The certificate as TLS carries it."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        """The key as files carry it."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    @property
    def pem(self) -> bytes:
        """The certificate as files carry it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def header(self, encoding: str = "rfc9440") -> str:
        """Return the certificate as a proxy tells it."""
        if encoding == "pem":
            return quote(self.pem.decode())
        text = b64encode(self.der).decode()
        return text if encoding == "base64" else f":{text}:"


@dataclass(frozen=True)
class Wanted:
    """What a certificate is to say; without `signer` it signs itself."""

    common_name: str = "Portail"
    signer: Issued | None = None
    names: tuple[x509.GeneralName, ...] = ()
    usage: tuple[x509.ObjectIdentifier, ...] = CLIENTS
    authority: bool = False
    days: tuple[int, int] = (-1, 30)
    start: dt.datetime = _START
    """From when on the days count."""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )


def issue(wanted: Wanted) -> Issued:
    """Return the certificate."""
    subject = name_of(wanted.common_name)
    signer = wanted.signer
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.certificate.subject if signer else subject)
        .public_key(wanted.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.start + dt.timedelta(days=wanted.days[0]))
        .not_valid_after(wanted.start + dt.timedelta(days=wanted.days[1]))
        .add_extension(x509.BasicConstraints(ca=wanted.authority, path_length=None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(wanted.key.public_key()), critical=False
        )
    )
    signing_key = signer.key if signer else wanted.key
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
        critical=False,
    )
    if wanted.authority:
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(usage, critical=True)
    else:
        builder = builder.add_extension(x509.ExtendedKeyUsage(wanted.usage), critical=False)
    if wanted.names:
        builder = builder.add_extension(x509.SubjectAlternativeName(wanted.names), critical=False)
    return Issued(builder.sign(signing_key, hashes.SHA256()), wanted.key)


def authority(common_name: str = "Autorité", start: dt.datetime = _START) -> Issued:
    """Return an authority."""
    return issue(Wanted(common_name, authority=True, start=start))
