"""Rows of this package that are not in `model.py`."""

from msgspec import Struct

from idp.ids import AddressId


class FactRow(Struct, frozen=True):
    """A proven address, a file that lists it, and the MAC of each.

    `g_` is the contact that lists it, `w_` the one that a letter corrected, or None.
    """

    address_id: str | None
    address_hash: bytes
    proven_at: int
    address_mac: bytes | None
    organisation: str | None
    import_id: int
    taken_at: int
    organisation_mac: bytes | None
    link_id: str | None
    link_mac: bytes | None
    oldest_taken_at: int | None
    confirmed_before: bool
    g_address_hash: bytes
    g_student_key: bytes
    g_import_id: int
    g_organisation: str
    g_school: str
    g_permanent_code_hash: bytes | None
    g_relationship: str
    g_allowed: int
    g_until_at: int | None
    g_contact_sealed: bytes
    g_corrects_hash: bytes | None
    g_mac: bytes | None
    w_address_hash: bytes | None
    w_student_key: bytes | None
    w_import_id: int | None
    w_organisation: str | None
    w_school: str | None
    w_permanent_code_hash: bytes | None
    w_relationship: str | None
    w_allowed: int | None
    w_until_at: int | None
    w_contact_sealed: bytes | None
    w_corrects_hash: bytes | None
    w_mac: bytes | None


class LinkedRow(Struct, frozen=True):
    """A confirmed child; `contact_sealed` is None where no file lists a proven address now."""

    id: str
    name_sealed: bytes
    organisation_name: str
    school_name: str
    confirmed_at: int
    contact_sealed: bytes | None


class ConditionRow(Struct, frozen=True):
    """The conditions that an address meets, 0 or 1 each: none is 1 after a 0."""

    id: AddressId
    on_file: int
    has_access: int
    is_linked: int


class TryRow(Struct, frozen=True):
    """The audit event of a try; `details` is JSON."""

    kind: str
    at: int
    details: str


class RemovedLink(Struct, frozen=True):
    """A link that was removed."""

    organisation: str
    student_key: bytes
    confirmed_at: int


class BoundLink(Struct, frozen=True):
    """What the MAC of a link covers, beside its account."""

    organisation: str
    student_key: bytes
    mac: bytes | None


class LostLinks(Struct, frozen=True):
    """How many links of a school are lost."""

    organisation: str
    school: str
    links: int
