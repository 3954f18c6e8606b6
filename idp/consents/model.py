"""The shape of a consent: frozen, without behaviour."""

from msgspec import Struct

from idp.ids import ClientId


class Consent(Struct, frozen=True):
    """What one account agreed to give to one client, last at `given_at`, a time in seconds."""

    client_id: ClientId
    scope: frozenset[str]
    given_at: int
