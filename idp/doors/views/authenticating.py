"""Passkeys and the authenticator app: on the way in, and on the pages of one's own account."""

from dataclasses import dataclass
from typing import ClassVar

from idp.authenticators import Challenge
from idp.doors.views.frame import Page


@dataclass(frozen=True, slots=True)
class PasskeyAsked:
    """What `passkeys.js` hands to the browser: `options` is JSON."""

    challenge: str
    options: str


def asked_of(challenge: Challenge | None) -> PasskeyAsked | None:
    """Return `challenge` as pages carry it."""
    return None if challenge is None else PasskeyAsked(challenge.id, challenge.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStepPage(Page):
    """The code of the app, or a recovery code, of somebody whose first factor was right."""

    template: ClassVar[str] = "signing_in/second_step.html"
    halfway: str
    return_to: str = ""
    sign_in_path: str


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """One passkey; `added` and `used` are days, `used` is empty when it never was."""

    id: str
    label: str
    added: str
    used: str
    synced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeysPage(Page):
    """The passkeys: add, rename, remove. `asked` is None where browsers make none."""

    template: ClassVar[str] = "account/passkeys.html"
    passkeys: tuple[PasskeyView, ...]
    asked: PasskeyAsked | None
    label: str
    proof_path: str = ""
    """Where a second proof is given first, in a browser that the account does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPage(Page):
    """The authenticator app: `added` is a day, empty when there is none."""

    template: ClassVar[str] = "account/app.html"
    added: str = ""
    codes_left: int = 0
    proof_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppEnrolmentPage(Page):
    """What the app is to read: `picture` is a `data:` address, `secret` in groups of four."""

    template: ClassVar[str] = "account/app_enrolment.html"
    picture: str
    secret: str
    uri: str
    replaces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesPage(Page):
    """The recovery codes, this once."""

    template: ClassVar[str] = "account/recovery_codes.html"
    codes: tuple[str, ...]
    address: str
