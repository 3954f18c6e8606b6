"""What a recovery suspended, what became of that, and addresses that wait to be removed."""

from dataclasses import dataclass
from typing import ClassVar

from idp.audit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondProofMade(Event):
    """A code sent to an address of the account came back in a browser that was signed in."""

    kind: ClassVar[str] = "second_proof_made"
    address_id: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionsSuspended(Event):
    """A recovery suspended what was added lately without a second proof: `count` things."""

    kind: ClassVar[str] = "additions_suspended"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionRestored(Event):
    """Something suspended opens, proves or recovers again; `addition` is its kind."""

    kind: ClassVar[str] = "addition_restored"
    addition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRemovalAsked(Event):
    """An address is removed at a later time, unless somebody keeps it before."""

    kind: ClassVar[str] = "address_removal_asked"
    address_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressKept(Event):
    """An address that waited to be removed stays."""

    kind: ClassVar[str] = "address_kept"
    address_id: str
