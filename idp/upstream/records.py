"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.ids import AccountId


class LinkRow(Struct, frozen=True):
    """An identity that opens an account."""

    id: str
    account_id: AccountId
    provider: str
    identity_sealed: bytes
    linked_at: int
    used_at: int | None
    added_device: str
    suspended_at: int | None
