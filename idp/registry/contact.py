"""A contact at rest: keyed hashes that find it, and one sealed value that names the person."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from msgspec import Struct

from idp.keys.vault import Vault

_TABLE = "guardian_contact"
_ABOUT = "guardian_contact.contact"
_BETWEEN = "\n"  # no field holds a control character: the import refuses them


class Contact(Struct, frozen=True):
    """A row of `guardian_contact`: the columns that its MAC covers, in that order."""

    address_hash: bytes
    student_key: bytes
    import_id: int
    organisation: str
    school: str
    permanent_code_hash: bytes | None
    relationship: str
    allowed: int
    until_at: int | None
    contact_sealed: bytes
    corrects_hash: bytes | None


class BoundContact(Contact, frozen=True):
    """The same, with its MAC."""

    mac: bytes | None


COLUMNS = Contact.__struct_fields__
covered = attrgetter(*COLUMNS)
"""Returns the values that the MAC of a `Contact` covers."""


class SealedContact(Struct, frozen=True):
    """The sealed fields: the address as the school wrote it, the student's number and name."""

    address: str
    fiche: str
    given_name: str
    surname: str

    @property
    def student_name(self) -> str:
        """The student's name in full."""
        return f"{self.given_name} {self.surname}".strip()


def fiche_key(vault: Vault, organisation: str, fiche: str) -> bytes:
    """Return the 16 bytes that identify a student, the same in every import."""
    return vault.keyed_hash("fiche", f"{organisation}\0{fiche}")


def fiche_keys(vault: Vault, numbers: Iterable[tuple[str, str]]) -> list[bytes]:
    """Return the key of each student, by organisation and number."""
    return vault.keyed_hashes("fiche", map("\0".join, numbers))


def permanent_code_key(vault: Vault, code: str) -> bytes:
    """Return the 16 bytes by which a permanent code is found."""
    return vault.keyed_hash("permanent_code", code)


def permanent_code_keys(vault: Vault, codes: Iterable[str]) -> list[bytes]:
    """Return the key of each permanent code."""
    return vault.keyed_hashes("permanent_code", codes)


def contact_key(vault: Vault, normal_address: str) -> bytes:
    """Return the 16 bytes by which an address is found: those of an account's address."""
    return vault.keyed_hash("address", normal_address)


def contact_keys(vault: Vault, normal_addresses: Iterable[str]) -> list[bytes]:
    """Return the key of each address."""
    return vault.keyed_hashes("address", normal_addresses)


def contact_mac(vault: Vault, columns: Sequence[object]) -> bytes:
    """Return the MAC of a row: the values of `COLUMNS`. Its key is not in the database."""
    return vault.row_mac(_TABLE, columns)


def contact_macs(vault: Vault, rows: Iterable[Sequence[object]]) -> list[bytes]:
    """Return the MAC of each row."""
    return vault.row_macs(_TABLE, rows)


def is_contact_bound(vault: Vault, columns: Sequence[object], mac: bytes | None) -> bool:
    """Return whether `mac` is right for a row: the values of `COLUMNS`."""
    return vault.is_bound(_TABLE, columns, mac)


def is_row_bound(vault: Vault, row: BoundContact) -> bool:
    """Return whether the MAC of `row` is right."""
    return is_contact_bound(vault, covered(row), row.mac)


def organisation_mac(vault: Vault, code: str, import_id: int, taken_at: int) -> bytes:
    """Return the MAC that binds an organisation to its import in force."""
    return vault.row_mac("organisation", (code, import_id, taken_at))


def is_organisation_bound(
    vault: Vault, code: str, import_id: int, taken_at: int, mac: bytes | None
) -> bool:
    """Return whether `mac` is right for the import in force."""
    return vault.is_bound("organisation", (code, import_id, taken_at), mac)


def seal_contact(vault: Vault, *fields: str) -> bytes:
    """Return the fields of `SealedContact`, in its order, as one sealed value."""
    return vault.seal(_BETWEEN.join(fields), _ABOUT)


def seal_contacts(vault: Vault, contacts: Iterable[Sequence[str]]) -> list[bytes]:
    """Return each contact's fields sealed."""
    return vault.seal_each(map(_BETWEEN.join, contacts), _ABOUT)


def open_contact(vault: Vault, sealed: bytes) -> SealedContact:
    """Return the fields. Raises ValueError when the value was changed."""
    return SealedContact(*vault.open(sealed, _ABOUT).split(_BETWEEN))
