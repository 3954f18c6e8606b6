"""The pages about second proofs, what a recovery suspended, and addresses that are to go."""

from dataclasses import dataclass
from typing import ClassVar

from idp.doors.views.frame import Page


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An address to which a code may go."""

    id: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondProofPage(Page):
    """Which address to send a code to; `keeps`: for what a recovery suspended."""

    template: ClassVar[str] = "account/second_proof.html"
    choices: tuple[ChoiceView, ...]
    keeps: bool
    back_path: str


@dataclass(frozen=True, slots=True)
class AdditionView:
    """Something suspended: what it is, how it is called, when and on which device it was added."""

    kind: str
    id: str
    label: str
    added: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentAdditionsPage(Page):
    """What was added lately: to keep, or to take away. `days`: what counts as lately."""

    template: ClassVar[str] = "account/recent_additions.html"
    additions: tuple[AdditionView, ...]
    days: int
    onward_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRemovalPage(Page):
    """How an address is removed: at once by a code, or on the day `removed_on`."""

    template: ClassVar[str] = "account/address_removal.html"
    id: str
    address: str
    removed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAddressPage(Page):
    """The page that the message about a removal leads to, and what it says once it was used."""

    template: ClassVar[str] = "account/keep_address.html"
    address: str
    removed_on: str
    token: str
    kept: bool = False
    recover_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentAddressPage(Page):
    """The address was added lately to an account that has an older one: that one recovers it."""

    template: ClassVar[str] = "signing_in/recent_address.html"
    address: str
    recover_path: str
    sign_in_path: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryHelpPage(Page):
    """What a recovery does, in plain words; `days` and `removal_days` as they are set."""

    template: ClassVar[str] = "support/recovery.html"
    days: int
    removal_days: int
