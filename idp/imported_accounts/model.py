"""The data of imported accounts: frozen, without behaviour. Times are in seconds."""

from typing import NewType

from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.ids import AccountId

ImportedId = NewType("ImportedId", bytes)
"""The keyed hash of a source and of the account's id there."""


class FormerPassword(Discreet, frozen=True):
    """A password hash of the former system, in the format of `idp/former_hashes`."""

    scheme: str
    text: Hidden[str]


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


class FormerIdentity(Discreet, frozen=True):
    """An identity that opened the account there: a hint, which links nothing here."""

    issuer: str
    subject: Hidden[str]


class PendingChild(Discreet, frozen=True):
    """A child that the owner had confirmed at the former portal; it holds nothing by itself."""

    organisation: str
    student_key: Hidden[bytes]
    """The same as the registry's (`fiche_key`)."""
    fiche: Hidden[str]
