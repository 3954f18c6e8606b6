"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.ids import AccountId
from idp.registry.contact import BoundContact


class FoundContact(BoundContact, frozen=True):
    """A contact in the import in force, and the names of its organisation and school."""

    organisation_name: str
    school_name: str


class UsedLetter(Struct, frozen=True):
    """A letter that was used, and what its MAC covers."""

    id: str
    code_hash: bytes
    organisation: str
    student_key: bytes
    listed_hash: bytes
    expires_at: int
    mac: bytes | None


class LetterUse(Struct, frozen=True):
    """The state of a letter, and who used it."""

    used_at: int | None
    revoked_at: int | None
    used_by: AccountId | None


class LetterRow(Struct, frozen=True):
    """A letter as it is listed."""

    id: str
    organisation: str
    prepared_at: int
    prepared_by: str
    reason: str
    reference: str
    expires_at: int
    revoked_at: int | None
    used_at: int | None
    used_by: AccountId | None


class OnFile(Struct, frozen=True):
    """The address that a letter put on a student's file; None where it was not used."""

    address_hash: bytes | None
    student_key: bytes
