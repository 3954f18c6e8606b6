"""A token request of an authenticated client (RFC 6749 §3.2)."""

from msgspec import Struct

from idp.clients import Client
from idp.protocol.parameters import Parameters
from idp.tokens.confirmation import UNBOUND, Confirmation


class TokenRequest(Struct, frozen=True):
    """The input of a grant; its tokens will be bound to `confirmation`."""

    client: Client
    parameters: Parameters
    confirmation: Confirmation = UNBOUND

    @property
    def refresh_binding(self) -> str | None:
        """The key binding to store for the grant's refresh tokens.

        RFC 9449 §5, RFC 8705 §4: only a public client's are bound, for nothing else protects
        them; a client that authenticates may change its key.
        """
        return (self.confirmation.text or None) if self.client.is_public else None
