"""Rows of this package that are not in `model.py`: sealed or bound ones."""

from msgspec import Struct

from idp.accounts.model import Session
from idp.discreet import Discreet, Hidden
from idp.ids import AccountId, AddressId


class HeldRow(Discreet, frozen=True):
    """An account that is locked."""

    id: AccountId
    locale: str
    password_hash: Hidden[str | None]
    disabled_at: int | None
    closed_at: int | None
    erase_at: int | None


class AddressRow(Struct, frozen=True):
    """An address of an account."""

    id: AddressId
    address_sealed: bytes
    proven_at: int
    added_at: int
    added_device: str
    second_proof_at: int | None
    suspended_at: int | None
    removal_at: int | None


class BoundRow(Struct, frozen=True):
    """What the MAC of an address covers, beside its account."""

    address_hash: bytes
    proven_at: int
    mac: bytes | None


class NewRow(BoundRow, frozen=True):
    """An address that was added recently."""

    id: AddressId


class RemovedRow(Struct, frozen=True):
    """An address that was removed."""

    address_sealed: bytes
    address_hash: bytes
    added_at: int


class RemovalRow(Struct, frozen=True):
    """An address that waits to be removed."""

    account_id: AccountId
    id: AddressId
    address_sealed: bytes
    removal_at: int


class DetailsRow(Struct, frozen=True):
    """The language of an account, and its details if it keeps any."""

    locale: str
    details_sealed: bytes | None
    updated_at: int | None


class KeptSession(Session, frozen=True):
    """A session that may be over, and when it was ended."""

    ended_at: int | None = None


class ProofRow(Struct, frozen=True):
    """An attempt to prove an address."""

    purpose: str
    account_id: AccountId | None
    address_sealed: bytes
    created_at: int
    expires_at: int
    proven_at: int | None
    sent_count: int
    sent_at: int | None
    mac: bytes | None


class KeptProofRow(Struct, frozen=True):
    """The same, for the person whose address it is."""

    purpose: str
    address_sealed: bytes
    created_at: int
    expires_at: int
    proven_at: int | None
    spent_at: int | None
    sent_count: int


class CodeRow(Struct, frozen=True):
    """A code that was sent."""

    id: str
    outbox_id: str
    tries: int
