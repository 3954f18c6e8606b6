"""The shapes of letters: frozen, without behaviour. Times are in seconds."""

from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from idp.ids import AccountId
from idp.normalisation.address import Address
from idp.normalisation.child_number import ChildNumber


class LetterState(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    USED = "used"
    REVOKED = "revoked"
    """By whoever helps, or by a newer letter for the same contact."""
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """A letter to be prepared: the contact as the school's own screen shows it, and why.

    Whoever asks has to know both the number and the address that is on file: nothing of the
    register can be learned here that was not known.
    """

    organisation: str
    number: ChildNumber = field(repr=False)
    listed: Address
    reason: str
    reference: str


class Letter(Struct, frozen=True):
    """A letter as it is listed; nothing in it names the student or an address.

    `used_by` is the account that typed its code.
    """

    id: str
    organisation: str
    state: LetterState
    prepared_at: int
    prepared_by: str
    reason: str
    reference: str
    expires_at: int
    used_at: int | None
    used_by: AccountId | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter to be printed; `code` is told only here."""

    id: str
    code: str = field(repr=False)
    organisation: str
    organisation_name: str
    school_name: str
    expires_at: int
