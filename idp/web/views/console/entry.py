"""Coming in: the entrance, an invitation, what one comes in by."""

from typing import ClassVar

from idp.administration.administrators.own_authenticators import OwnFactors
from idp.web.views.authenticating import PasskeyAsked
from idp.web.views.console.frame import ConsoleView


class EntryView(ConsoleView, frozen=True, kw_only=True):
    """A passkey, or address, password and the app's code; `to` is where one wanted to go."""

    template: ClassVar[str] = "console/entry/entry.html"
    passkey: PasskeyAsked | None
    """None where browsers make no passkeys: a bare IP address."""
    to: str
    again: str | None = None
    """The name of whoever is signed in and proves it again."""


class AskedForTokenView(ConsoleView, frozen=True, kw_only=True):
    """The address of an invitation came without its token, or with one that is no good."""

    template: ClassVar[str] = "console/entry/no_invitation.html"


class InvitationView(ConsoleView, frozen=True, kw_only=True):
    """Make a passkey, or go on with a password and an app."""

    template: ClassVar[str] = "console/entry/invitation.html"
    name: str
    token: str
    passkey: PasskeyAsked | None


class OwnAppView(ConsoleView, frozen=True, kw_only=True):
    """The QR code of an app, its first code, and a password beside it.

    `token` is that of an invitation, empty for somebody who is in already; `asks_password` when
    there is none yet.
    """

    template: ClassVar[str] = "console/entry/app.html"
    picture: str
    secret: str
    token: str
    asks_password: bool
    minimum_length: int


class OwnRecoveryCodesView(ConsoleView, frozen=True, kw_only=True):
    """The recovery codes, this once."""

    template: ClassVar[str] = "console/entry/recovery_codes.html"
    codes: tuple[str, ...]


class OwnView(ConsoleView, frozen=True, kw_only=True):
    """What one comes in by oneself."""

    template: ClassVar[str] = "console/entry/own.html"
    passkey: PasskeyAsked | None
    ways: OwnFactors
