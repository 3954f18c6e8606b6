"""Self-signed certificates that a client registered (RFC 8705 §2.2)."""

from base64 import b64decode

from idp.clients import Client
from idp.clients.client_keys import ClientKeys
from idp.clock import Clock
from idp.keys.algorithms import JoseKey
from idp.part import Part
from idp.protocol.errors import InvalidClientError
from idp.protocol.token.binding.mtls import thumbprint_of
from idp.protocol.token.client_authentication.certificate import read_certificate


class SelfSignedTlsClientAuth(Part):
    """Compares them with `x5c` or `x5t#S256` of the client's own keys (RFC 7517 §4.7, §4.9)."""

    keys: ClientKeys
    clock: Clock

    def check(self, client: Client, der: bytes | None) -> None:
        """Accept a registered certificate. Raises InvalidClientError."""
        if der is None or read_certificate(der, self.clock) is None:
            raise InvalidClientError("client authentication failed")
        if not any(_is_of(key, der) for key in self.keys.for_verification(client, None)):
            raise InvalidClientError("client authentication failed")


def _is_of(key: JoseKey, der: bytes) -> bool:
    members = key.as_dict(private=False)
    if members.get("x5t#S256") == thumbprint_of(der):
        return True
    chain = members.get("x5c")
    try:
        return isinstance(chain, list) and b64decode(chain[0], validate=True) == der
    except (ValueError, TypeError, IndexError):
        return False
