"""The data of letters: frozen, without behaviour. Times are in seconds."""

from enum import StrEnum

from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.ids import AccountId
from idp.normalisation.address import Address
from idp.normalisation.child_number import ChildNumber


class LetterState(StrEnum):
    """The state of a letter."""

    WAITING = "waiting"
    USED = "used"
    REVOKED = "revoked"
    """By support, or by a newer letter for the same contact."""
    EXPIRED = "expired"


class LetterRequest(Discreet, frozen=True):
    """A letter to be prepared: the contact as the school's own screen shows it, and why.

    The person who asks must know both the number and the address on file, so that nothing of the
    register is revealed.
    """

    organisation: str
    number: Hidden[ChildNumber]
    listed: Address
    reason: str
    reference: str


class Letter(Struct, frozen=True):
    """A letter as it is listed, without the student or an address.

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


class Prepared(Discreet, frozen=True):
    """A letter to be printed; `code` is returned only here."""

    id: str
    code: Hidden[str]
    organisation: str
    organisation_name: str
    school_name: str
    expires_at: int
