"""Making two accounts one, and using an activation letter."""

from typing import ClassVar

from idp.accounts import ProvenAddress
from idp.journeys.merge_accounts import Side
from idp.web.views.frame import View


class MergeAddressView(View, frozen=True, kw_only=True):
    """An address of the other account; `signed_in_as` is an address of the one that stays."""

    template: ClassVar[str] = "account/merge_address.html"
    signed_in_as: str
    typed: str = ""
    proof_path: str = ""
    """Where a second proof is given first, in a browser that the account does not know."""


class MergeView(View, frozen=True, kw_only=True):
    """What stays, what ends, and the button."""

    template: ClassVar[str] = "account/merge.html"
    proof: str
    kept: Side
    lost: Side


class LetterView(View, frozen=True, kw_only=True):
    """The code of a letter; `addresses` are the account's, `chosen` the id of one."""

    template: ClassVar[str] = "school/letter.html"
    signed_in: bool
    code: str
    addresses: tuple[ProvenAddress, ...]
    chosen: str
    sign_in_path: str
    sign_up_path: str
    add_address_path: str
    help_path: str
