"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.ids import AccountId


class ImportedRow(Struct, frozen=True):
    """An imported account, and the code that binds it."""

    id: bytes
    source: str
    subject: str
    locale: str
    disabled: int
    has_password: bool
    mac: bytes | None
    imported_at: int
    claimed_by: AccountId | None
    claimed_at: int | None


class AddressedRow(ImportedRow, frozen=True):
    """The same, with the code of the address by which it was found."""

    address_mac: bytes | None


class PasswordRow(Struct, frozen=True):
    """A password hash of the former system."""

    password_scheme: str
    password_sealed: bytes


class ChildRow(Struct, frozen=True):
    """A pending child, and the code that binds it."""

    organisation: str
    student_key: bytes
    fiche_sealed: bytes
    mac: bytes | None
