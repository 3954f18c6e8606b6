"""The portals: the list, a new one, one of them section by section."""

from typing import ClassVar

from msgspec import Struct

from idp.doors.views.console.frame import ConsolePage
from idp.operations.invitations import InvitationTold
from idp.operations.portal_told import NoteTold, SecretTold, SignInTold


class PortalLineView(Struct, frozen=True):
    """One portal in the list. `secret`: `none`, `good`, `ending` or `over`, said with `ends`."""

    id: str
    name: str
    host: str
    profile: str
    disabled: bool
    self_registered: bool
    secret: str
    ends: str | None
    """A day."""


class PortalListPage(ConsolePage, frozen=True, kw_only=True):
    """Every portal."""

    template: ClassVar[str] = "console/portals/list.html"
    portals: tuple[PortalLineView, ...]
    changes: bool


class NewPortalPage(ConsolePage, frozen=True, kw_only=True):
    """The short form. `kinds` and `kind` are keys below `console_portals.kinds`."""

    template: ClassVar[str] = "console/portals/new.html"
    kinds: tuple[str, ...]
    kind: str = "server"
    name_fr: str = ""
    name_en: str = ""
    start_uri: str = ""
    redirect_uris: str = ""
    alias: str = ""


class PortalMadePage(ConsolePage, frozen=True, kw_only=True):
    """What the portal's developer needs; the secret is shown this one time."""

    template: ClassVar[str] = "console/portals/made.html"
    id: str
    name: str
    issuer: str
    secret: str | None
    ends: str | None
    is_new: bool
    """Whether the portal itself is new, and not its secret alone."""


class ImportPortalPage(ConsolePage, frozen=True, kw_only=True):
    """A description from another provider, and what it becomes here."""

    template: ClassVar[str] = "console/portals/import.html"
    formats: tuple[str, ...]
    content: str = ""
    format: str = ""
    read: bool = False
    """Whether `content` was read, so that there is something to tell."""
    taken: tuple[NoteTold, ...] = ()
    safer: tuple[NoteTold, ...] = ()
    left: tuple[NoteTold, ...] = ()
    refused: tuple[NoteTold, ...] = ()


class PortalInvitationsPage(ConsolePage, frozen=True, kw_only=True):
    """Who may register portals of their own; `token` is shown this one time."""

    template: ClassVar[str] = "console/portals/invitations.html"
    invitations: tuple[InvitationTold, ...]
    changes: bool
    closed: bool
    """Whether the settings let nobody register."""
    token: str | None = None
    note: str = ""
    uses: str = "1"
    days: str = "7"


class PortalPage(ConsolePage, frozen=True, kw_only=True):
    """One portal: what it is, and where each section is changed."""

    template: ClassVar[str] = "console/portals/one.html"
    portal: PortalLineView
    changes: bool
    authentication: str
    colour: str
    logo_uri: str | None
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    start_uri: str | None
    aliases: tuple[str, ...]
    scopes: tuple[str, ...]
    match_policy: str
    language_policy: str
    asks_consent: bool
    child_numbers: bool
    uses_secret: bool
    secrets: tuple[SecretTold, ...]
    last_hour: str
    last_day: str
    sign_ins: tuple[SignInTold, ...]
    tries: bool
    """Whether it can be tried: it is not disabled, and parents sign in at it."""


class PortalAddressesPage(ConsolePage, frozen=True, kw_only=True):
    """Where it begins, where it is returned to; one address a line."""

    template: ClassVar[str] = "console/portals/addresses.html"
    id: str
    name: str
    redirect_uris: str
    post_logout_redirect_uris: str
    start_uri: str
    backchannel_logout_uri: str
    frontchannel_logout_uri: str
    by_message: bool
    """Whether it has parents asked by a message (CIBA)."""
    backchannel_client_notification_endpoint: str


class PortalPolicyPage(ConsolePage, frozen=True, kw_only=True):
    """What happens without a match, and what it may ask for."""

    template: ClassVar[str] = "console/portals/policy.html"
    id: str
    name: str
    match_policy: str
    language_policy: str
    choices: tuple[str, ...]
    """The scopes that can be given, and those of the portal's own that it has."""
    scopes: tuple[str, ...]
    asks_consent: bool
    child_numbers: bool


class PortalBrandingPage(ConsolePage, frozen=True, kw_only=True):
    """What parents recognise it by; with `previews` the sign-in page as it would be."""

    template: ClassVar[str] = "console/portals/branding.html"
    id: str
    name: str
    name_fr: str
    name_en: str
    logo_uri: str
    colour: str
    support_address: str
    support_telephone: str
    help_uri: str
    video_uri: str
    policy_uri: str
    tos_uri: str
    previews: tuple[tuple[str, str, str], ...] = ()
    """Address, language and theme of each."""
    contrast_light: str = ""
    contrast_dark: str = ""
    enough: bool = True
