"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.ids import AccountId, ClientId, Sid


class DeliveryRow(Struct, frozen=True):
    """The delivery of one signal to one portal; `sid` may be empty."""

    id: str
    kind: str
    client_id: ClientId
    account_id: AccountId
    sid: Sid
    content_sealed: bytes | None
    attempts: int
    at: int
    expires_at: int


class StreamRow(Struct, frozen=True):
    """The stream of a portal; `events_requested` is JSON."""

    client_id: ClientId
    id: str
    method: str
    endpoint_uri: str
    authorization_sealed: bytes | None
    events_requested: str
    description: str
    status: str
    reason: str
