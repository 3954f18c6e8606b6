"""What a recovery suspended, what became of that, and addresses that wait to be removed."""

from typing import ClassVar

from idp.audit.event import Event


class SecondProofMade(Event, frozen=True, kw_only=True):
    """A code sent to an address of the account came back in a browser that was signed in."""

    kind: ClassVar[str] = "second_proof_made"
    address_id: str
    device: str


class AdditionsSuspended(Event, frozen=True, kw_only=True):
    """A recovery suspended what was added lately without a second proof: `count` things."""

    kind: ClassVar[str] = "additions_suspended"
    count: int


class AdditionRestored(Event, frozen=True, kw_only=True):
    """Something suspended opens, proves or recovers again; `addition` is its kind."""

    kind: ClassVar[str] = "addition_restored"
    addition: str


class AddressRemovalAsked(Event, frozen=True, kw_only=True):
    """An address is removed at a later time, unless somebody keeps it before."""

    kind: ClassVar[str] = "address_removal_asked"
    address_id: str


class AddressKept(Event, frozen=True, kw_only=True):
    """An address that waited to be removed stays."""

    kind: ClassVar[str] = "address_kept"
    address_id: str
