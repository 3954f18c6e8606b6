"""The data of a consent: frozen, without behaviour."""

from msgspec import Struct

from idp.ids import ClientId


class Consent(Struct, frozen=True):
    """The consent of an account to a client, last given at `given_at`, a time in seconds."""

    client_id: ClientId
    scope: frozenset[str]
    given_at: int
