"""Rows of this package that are not in `model.py`."""

from msgspec import Struct


class PasskeyRow(Struct, frozen=True):
    """A passkey, as it is listed."""

    id: str
    label_sealed: bytes
    created_at: int
    used_at: int | None
    synced: bool
    added_device: str
    second_proof_at: int | None
    suspended_at: int | None


class ClaimedPasskey(PasskeyRow, frozen=True):
    """A passkey that answered, and what checks its response."""

    holder_id: str
    public_key: bytes
    sign_count: int


class AppRow(Struct, frozen=True):
    """An authenticator app."""

    secret_sealed: bytes
    confirmed_at: int
    second_proof_at: int | None
