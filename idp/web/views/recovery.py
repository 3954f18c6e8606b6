"""The pages about second proofs, what a recovery suspended, and removing addresses."""

from typing import ClassVar

from idp.accounts import ProvenAddress
from idp.additions import Addition
from idp.web.views.frame import View


class SecondProofView(View, frozen=True, kw_only=True):
    """Which address to send a code to; `keeps`: for what a recovery suspended."""

    template: ClassVar[str] = "account/second_proof.html"
    choices: tuple[ProvenAddress, ...]
    keeps: bool
    back_path: str


class RecentAdditionsView(View, frozen=True, kw_only=True):
    """What was added in the last `days`: to keep, or to remove."""

    template: ClassVar[str] = "account/recent_additions.html"
    additions: tuple[Addition, ...]
    days: int
    onward_path: str


class AddressRemovalView(View, frozen=True, kw_only=True):
    """How an address is removed: at once by a code, or on the day `removed_on`."""

    template: ClassVar[str] = "account/address_removal.html"
    id: str
    address: str
    removed_on: str


class KeepAddressView(View, frozen=True, kw_only=True):
    """The page that the message about a removal links to, before and after its use."""

    template: ClassVar[str] = "account/keep_address.html"
    address: str
    removed_on: str = ""
    token: str = ""
    kept: bool = False
    recover_path: str = ""


class RecentAddressView(View, frozen=True, kw_only=True):
    """The address was added lately to an account that has an older one: that one recovers it."""

    template: ClassVar[str] = "signing_in/recent_address.html"
    address: str
    recover_path: str
    sign_in_path: str
    days: int


class RecoveryHelpView(View, frozen=True, kw_only=True):
    """What a recovery does, in plain words; `days` and `removal_days` as they are set."""

    template: ClassVar[str] = "support/recovery.html"
    days: int
    removal_days: int
