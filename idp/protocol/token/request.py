"""A token request whose sender is known (RFC 6749 §3.2)."""

from msgspec import Struct

from idp.clients import Client
from idp.protocol.parameters import Parameters
from idp.tokens.confirmation import UNBOUND, Confirmation


class TokenRequest(Struct, frozen=True):
    """What a grant reads; the tokens it allows will be bound to `confirmation`."""

    client: Client
    parameters: Parameters
    confirmation: Confirmation = UNBOUND

    @property
    def refresh_binding(self) -> str | None:
        """To what a grant's refresh tokens are bound from now on, as its row keeps it.

        RFC 9449 §5, RFC 8705 §4: those of a public client alone, which nothing else protects; a
        client that proves itself may come back with another key.
        """
        return (self.confirmation.text or None) if self.client.is_public else None
