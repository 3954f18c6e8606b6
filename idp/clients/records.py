"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.ids import ClientId


class ClientRow(Struct, frozen=True):
    """A registered client; `metadata` is JSON."""

    id: ClientId
    metadata: str
    disabled_at: int | None


class SecretRow(Struct, frozen=True):
    """A secret of a client."""

    client_id: ClientId
    secret_hash: bytes
    expires_at: int | None
    secret_sealed: bytes | None
    id: str
    created_at: int


class Invitation(Struct, frozen=True):
    """An initial access token, without its secret, which is returned once."""

    id: str
    note: str
    uses_left: int
    expires_at: int


class SpentTrial(Struct, frozen=True):
    """A trial whose administrator returned from the sign-in."""

    client_id: ClientId
    stand_in_id: ClientId
    proofs_sealed: bytes


class CountedRefusal(Struct, frozen=True):
    """How often a portal was refused for one reason, and when last.

    `last_reference` is that of the page or the line in the log of the last time.
    """

    reason: str
    times: int
    last_at: int
    last_reference: str | None


class FoundRefusal(Struct, frozen=True):
    """The portal that was refused, why, and when."""

    client_id: str
    reason: str
    last_at: int
