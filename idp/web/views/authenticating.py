"""Passkeys and the authenticator app: at sign-in, and in one's own account."""

from typing import ClassVar

from msgspec import Struct

from idp.authenticators import Challenge, Passkey
from idp.web.views.frame import View


class PasskeyAsked(Struct, frozen=True):
    """What `passkeys.js` passes to the browser: `options` is JSON."""

    challenge: str
    options: str


def asked_of(challenge: Challenge | None) -> PasskeyAsked | None:
    """Return `challenge` as pages contain it."""
    return None if challenge is None else PasskeyAsked(challenge.id, challenge.options)


class SecondStepView(View, frozen=True, kw_only=True):
    """The code of the app, or a recovery code, of somebody whose first factor was right."""

    template: ClassVar[str] = "signing_in/second_step.html"
    pending: str
    return_to: str = ""
    sign_in_path: str


class PasskeysView(View, frozen=True, kw_only=True):
    """The passkeys: add, rename, remove. `asked` is None where browsers make none."""

    template: ClassVar[str] = "account/passkeys.html"
    passkeys: tuple[Passkey, ...]
    asked: PasskeyAsked | None
    label: str
    proof_path: str = ""
    """Where a second proof is given first, in a browser that the account does not know."""


class AppView(View, frozen=True, kw_only=True):
    """The authenticator app: `added` is a day, empty when there is none."""

    template: ClassVar[str] = "account/app.html"
    added: str = ""
    codes_left: int = 0
    proof_path: str = ""


class AppEnrolmentView(View, frozen=True, kw_only=True):
    """What the app is to read: `picture` is a `data:` address, `secret` in groups of four."""

    template: ClassVar[str] = "account/app_enrolment.html"
    picture: str
    secret: str
    uri: str
    replaces: bool


class RecoveryCodesView(View, frozen=True, kw_only=True):
    """The recovery codes, shown once."""

    template: ClassVar[str] = "account/recovery_codes.html"
    codes: tuple[str, ...]
    address: str
