"""Sign-in of administrators, an invitation, one's own authenticators."""

from typing import ClassVar

from idp.administration.administrators.own_authenticators import OwnFactors
from idp.web.views.authenticating import PasskeyAsked
from idp.web.views.console.frame import ConsoleView


class EntryView(ConsoleView, frozen=True, kw_only=True):
    """A passkey, or address, password and the app's code; `to` is the page that was requested."""

    template: ClassVar[str] = "console/entry/entry.html"
    passkey: PasskeyAsked | None
    """None where browsers make no passkeys: a bare IP address."""
    to: str
    again: str | None = None
    """The name of the administrator who is signed in and authenticates again."""
    keeps_form: bool = False
    """Whether a form that needs it is kept, to be sent afterwards."""


class AskedForTokenView(ConsoleView, frozen=True, kw_only=True):
    """The address of an invitation had no token, or an invalid one."""

    template: ClassVar[str] = "console/entry/no_invitation.html"


class InvitationView(ConsoleView, frozen=True, kw_only=True):
    """Make a passkey, or go on with a password and an app."""

    template: ClassVar[str] = "console/entry/invitation.html"
    name: str
    token: str
    passkey: PasskeyAsked | None


class OwnAppView(ConsoleView, frozen=True, kw_only=True):
    """The QR code of an app, its first code, and a password beside it.

    `token` is that of an invitation, empty for somebody who is signed in; `asks_password` when
    there is none yet.
    """

    template: ClassVar[str] = "console/entry/app.html"
    picture: str
    secret: str
    token: str
    asks_password: bool
    minimum_length: int


class OwnRecoveryCodesView(ConsoleView, frozen=True, kw_only=True):
    """The recovery codes, shown once."""

    template: ClassVar[str] = "console/entry/recovery_codes.html"
    codes: tuple[str, ...]


class OwnView(ConsoleView, frozen=True, kw_only=True):
    """One's own authenticators."""

    template: ClassVar[str] = "console/entry/own.html"
    passkey: PasskeyAsked | None
    ways: OwnFactors
