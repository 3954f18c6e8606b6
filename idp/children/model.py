"""The data of confirmed children: frozen, without behaviour. Times are in seconds."""

from enum import StrEnum

from msgspec import Struct


class SchoolStatus(StrEnum):
    """Why an account lacks the claim, if it does, so that a portal can say it."""

    VERIFIED = "verified"
    NOT_ON_FILE = "not_on_file"
    NO_CHILD_CONFIRMED = "no_child_confirmed"
    ADDRESS_UNPROVEN = "address_unproven"


class CurrentChild(Struct, frozen=True):
    """A confirmed student whose file lists a proven address now.

    `student_key` is internal: portals get an identifier derived from it, each its own.
    """

    student_key: bytes
    organisation: str
    school: str
    relationship: str
    until: int | None


class Evidence(Struct, frozen=True):
    """What a confirmed child depends on: the link, the address on file, the registry in force."""

    link_id: str
    address_id: str
    import_id: int


class LinkTime(Struct, frozen=True):
    """When an account had a link, in seconds; `ended_at` is None while it lasts."""

    id: str
    account_id: str
    since_at: int
    ended_at: int | None
    organisation: str
    student_key: bytes


class SchoolFacts(Struct, frozen=True):
    """The facts at one time.

    `address` is the proven address that is on file, as the registry has it; `proven_at` is when
    control of it was last proven, `registry_at` when the snapshot it was compared with was
    taken. `confirmed_before`: the account has a child link, valid or not.
    """

    status: SchoolStatus
    address: str | None
    proven_at: int | None
    registry_at: int | None
    children: tuple[CurrentChild, ...]
    confirmed_before: bool
    all_evidence: tuple[Evidence, ...] = ()
    """One for each of `children`; the first is also that of the status `verified`."""


class Confirmed(Struct, frozen=True):
    """How many children one number confirmed."""

    children: int


class LinkedChild(Struct, frozen=True):
    """A child as the account page lists it; `holds`: its file still lists a proven address."""

    link_id: str
    name: str
    organisation_name: str
    school_name: str
    holds: bool
    confirmed_at: int


class AffectedAccount(Struct, frozen=True):
    """An account that would lose `children` of one school: nobody's name or address."""

    account_id: str
    organisation: str
    school: str
    children: int
