"""The data of imported accounts: frozen, without behaviour. Times are in seconds."""

from dataclasses import dataclass, field
from typing import NewType

from msgspec import Struct

from idp.ids import AccountId

ImportedId = NewType("ImportedId", bytes)
"""The keyed hash of a source and of the account's id there."""


@dataclass(frozen=True, slots=True)
class FormerPassword:
    """A password hash of the former system, in the format of `idp/former_hashes`."""

    scheme: str
    text: str = field(repr=False)


class ImportedAccount(Struct, frozen=True):
    """An account of the system that the operator calls `source`; `subject` is its id there.

    `claimed_by` is None while it waits for its owner.
    """

    id: ImportedId
    source: str
    subject: str
    locale: str
    has_password: bool
    imported_at: int
    claimed_by: AccountId | None
    claimed_at: int | None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class FormerIdentity:
    """An identity that opened the account there: a hint, which links nothing here."""

    issuer: str
    subject: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PendingChild:
    """A child that the owner had confirmed at the former portal; it holds nothing by itself."""

    organisation: str
    student_key: bytes = field(repr=False)
    """The same as the registry's (`fiche_key`)."""
    fiche: str = field(repr=False)
