"""The pages of one's own account."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from idp.accounts import Details, ProvenAddress, Session
from idp.children import LinkedChild
from idp.ids import Sid
from idp.journeys.own_ways import Ways
from idp.web.views.frame import View
from idp.web.views.school import OrganisationChoice
from idp.web.views.signing_in import UpstreamButton


class AccountView(View, frozen=True, kw_only=True):
    """The way to each part of the account."""

    template: ClassVar[str] = "account/home.html"
    elsewhere: bool = False
    """Whether there are other providers to sign in with."""
    addresses: tuple[str, ...]
    children_count: int
    reopening_days: int
    suspended_count: int = 0
    """How much waits for an answer since a recovery."""


class AddressesView(View, frozen=True, kw_only=True):
    """The proven addresses: add one by a code, remove one unless it is the last."""

    template: ClassVar[str] = "account/addresses.html"
    addresses: tuple[ProvenAddress, ...]
    typed: str = ""
    proof_path: str = ""
    """Where a second proof is given first, in a browser that the account does not know."""

    @property
    def removable(self) -> bool:
        """Whether another address would be left."""
        return len([each for each in self.addresses if each.removal_at is None]) > 1


class ChangePasswordView(View, frozen=True, kw_only=True):
    """The current password and a new one."""

    template: ClassVar[str] = "account/password.html"
    address: str
    minimum_length: int


class ChildrenView(View, frozen=True, kw_only=True):
    """The confirmed children, and how many more files list a proven address."""

    template: ClassVar[str] = "account/children.html"
    children: tuple[LinkedChild, ...]
    unconfirmed_count: int
    organisations: tuple[OrganisationChoice, ...]
    each: bool = False
    """Whether every child is confirmed by a number of their own."""
    organisation: str = ""
    number: str = ""
    number_length: str = "7"


class DetailsView(View, frozen=True, kw_only=True):
    """The details of the account's owner, all of them optional."""

    template: ClassVar[str] = "account/details.html"
    details: Details
    is_for_portal: bool = False
    """Whether a portal waits for the answer."""


class PortalAccessView(Struct, frozen=True):
    """A portal that may receive data of the account; `scopes` in the order in which they are read.

    `consented` and `used` are days, None where there was none; `asks`: the portal is not the
    board's own, and parents agree first.
    """

    client_id: str
    name: str
    host: str
    scopes: tuple[str, ...]
    consented: str | None
    used: str | None
    asks: bool


class PortalsView(View, frozen=True, kw_only=True):
    """Which portals may receive what, and the form that withdraws it from each."""

    template: ClassVar[str] = "account/portals.html"
    portals: tuple[PortalAccessView, ...]


class SessionsView(View, frozen=True, kw_only=True):
    """Where one is signed in, `current` here: end one, or all others."""

    template: ClassVar[str] = "account/sessions.html"
    sessions: tuple[Session, ...]
    current: Sid


class WaysView(View, frozen=True, kw_only=True):
    """The ways to sign in; `labels`: the name of each provider."""

    template: ClassVar[str] = "account/ways.html"
    ways: Ways
    labels: Mapping[str, str]
    offers: tuple[UpstreamButton, ...]
    proof_path: str = ""
