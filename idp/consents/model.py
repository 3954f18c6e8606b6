"""The shape of a consent."""

from dataclasses import dataclass

from idp.ids import ClientId


@dataclass(frozen=True, slots=True)
class Consent:
    """What an account agreed to give to a client; `given_at` in seconds."""

    client_id: ClientId
    scope: tuple[str, ...]
    given_at: int
