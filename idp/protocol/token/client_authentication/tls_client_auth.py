"""Certificates issued by an authority, identified by their subject (RFC 8705 §2.1)."""

from collections.abc import Callable
from ipaddress import ip_address

from cryptography import x509

from idp.clients import Client
from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import InvalidClientError
from idp.protocol.token.client_authentication.certificate import Authorities, read_certificate

Names = Callable[[x509.SubjectAlternativeName], list[str]]
_ALTERNATIVES: dict[str, Names] = {
    "tls_client_auth_san_dns": lambda names: names.get_values_for_type(x509.DNSName),
    "tls_client_auth_san_uri": lambda names: names.get_values_for_type(
        x509.UniformResourceIdentifier
    ),
    "tls_client_auth_san_email": lambda names: names.get_values_for_type(x509.RFC822Name),
    "tls_client_auth_san_ip": lambda names: [
        str(each) for each in names.get_values_for_type(x509.IPAddress)
    ],
}


class TlsClientAuth(Part):
    """Compares them with the one name that the client registered (§2.1.2)."""

    authorities: Authorities
    clock: Clock

    def check(self, client: Client, der: bytes | None) -> None:
        """Accept a certificate of that name. Raises InvalidClientError."""
        certificate = None if der is None else read_certificate(der, self.clock)
        if (
            certificate is None
            or not _names(certificate, client)
            or not self.authorities.vouch_for(certificate)
        ):
            raise InvalidClientError("client authentication failed")


def _names(certificate: x509.Certificate, client: Client) -> bool:
    if client.tls_client_auth_subject_dn is not None:
        wanted = x509.Name.from_rfc4514_string(client.tls_client_auth_subject_dn)
        return certificate.subject == wanted
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    for member, read in _ALTERNATIVES.items():
        registered = getattr(client, member)
        if registered is not None:
            return _spelled(member, registered) in {_spelled(member, each) for each in read(found)}
    return False


def _spelled(member: str, name: str) -> str:
    if member == "tls_client_auth_san_ip":
        return str(ip_address(name))
    # RFC 8705 §2.1.2: only DNS names are compared without regard to case.
    return name.lower() if member == "tls_client_auth_san_dns" else name
