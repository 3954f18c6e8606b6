"""The portals: the list, a new one, one of them section by section."""

from collections.abc import Mapping
from typing import ClassVar

from idp.administration.portals.responses import (
    Described,
    PortalDetails,
    PortalResponse,
    Previewed,
    RefusalResponse,
    SecretMade,
    SignInsResponse,
)
from idp.clients.records import Invitation
from idp.web.views.console.frame import ConsoleView


class PortalListView(ConsoleView, frozen=True, kw_only=True):
    """Every portal."""

    template: ClassVar[str] = "console/portals/list.html"
    portals: tuple[PortalResponse, ...]
    changes: bool


class NewPortalView(ConsoleView, frozen=True, kw_only=True):
    """The short form. `kinds` are keys below `console_portals.kinds`."""

    template: ClassVar[str] = "console/portals/new.html"
    kinds: tuple[str, ...]


class PortalMadeView(ConsoleView, frozen=True, kw_only=True):
    """What the portal's developer needs; the secret is shown once.

    `is_new`: whether the portal itself is new, and not its secret alone.
    """

    template: ClassVar[str] = "console/portals/made.html"
    made: SecretMade | Described
    name: str
    issuer: str
    is_new: bool


class ImportPortalView(ConsoleView, frozen=True, kw_only=True):
    """A description from another provider, and what it becomes here, once it was read."""

    template: ClassVar[str] = "console/portals/import.html"
    formats: tuple[str, ...]
    response: Described | None = None


class PortalInvitationsView(ConsoleView, frozen=True, kw_only=True):
    """The invitations to register portals; `token` is shown once.

    `closed`: whether the settings allow no registration.
    """

    template: ClassVar[str] = "console/portals/invitations.html"
    invitations: tuple[Invitation, ...]
    changes: bool
    closed: bool
    token: str | None = None


class PortalView(ConsoleView, frozen=True, kw_only=True):
    """One portal: its metadata, recent sign-ins, and where each section is changed."""

    template: ClassVar[str] = "console/portals/one.html"
    portal: PortalDetails
    recent_sign_ins: SignInsResponse
    refusals: tuple[RefusalResponse, ...]
    changes: bool


class PortalAddressesView(ConsoleView, frozen=True, kw_only=True):
    """Its addresses; `by_message`: it has the grant of CIBA."""

    template: ClassVar[str] = "console/portals/addresses.html"
    portal: PortalDetails
    by_message: bool


class PortalPolicyView(ConsoleView, frozen=True, kw_only=True):
    """What happens without a match, and what it may request.

    `choices`: the scopes that can be given, and those of the portal's own that it has.
    """

    template: ClassVar[str] = "console/portals/policy.html"
    portal: PortalDetails
    choices: tuple[str, ...]


class PortalBrandingView(ConsoleView, frozen=True, kw_only=True):
    """Its branding; once `seen`, previews of the sign-in page.

    `previews`: address, language and theme of each.
    """

    template: ClassVar[str] = "console/portals/branding.html"
    portal: PortalDetails
    branding: Mapping[str, str]
    seen: Previewed | None = None
    previews: tuple[tuple[str, str, str], ...] = ()
