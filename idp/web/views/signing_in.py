"""The pages of signing in: sign-in, sign-up, code, password."""

from typing import ClassVar

from msgspec import Struct

from idp.web.views.authenticating import PasskeyAsked
from idp.web.views.frame import View


class UpstreamButton(Struct, frozen=True):
    """Another provider to sign in by; `answers`: whether it did lately."""

    name: str
    provider: str
    path: str
    logo: str
    answers: bool = True


class SignInView(View, frozen=True, kw_only=True):
    """Address and password, or another way."""

    template: ClassVar[str] = "signing_in/sign_in.html"
    address: str = ""
    remember: bool = False
    ways: tuple[UpstreamButton, ...] = ()
    passkey: PasskeyAsked | None = None
    """The challenge for a passkey; None where no browser would use one."""
    return_to: str = ""
    """The page of ours that asked for the sign-in, if one did."""


class WaitingView(View, frozen=True, kw_only=True):
    """Too many passwords are being checked: the page keeps the form and sends it again."""

    template: ClassVar[str] = "signing_in/waiting.html"


class SignUpView(View, frozen=True, kw_only=True):
    """The address of a new account."""

    template: ClassVar[str] = "signing_in/sign_up.html"
    address: str = ""
    ways: tuple[UpstreamButton, ...] = ()


class RecoverView(View, frozen=True, kw_only=True):
    """The address of an account whose password was forgotten."""

    template: ClassVar[str] = "signing_in/recover.html"
    address: str = ""


class CodeView(View, frozen=True, kw_only=True):
    """The code that was sent to an address, and the delivery of its message.

    `delivery` is `queued`, `waiting` (longer than a message does), `sent`, `deferred`,
    `unconfirmed`, `refused` or `expired`; `sent_at` is a time of day in the reader's writing;
    `correct_path` leads back to the address.
    """

    template: ClassVar[str] = "signing_in/code.html"
    proof: str
    address: str
    purpose: str
    sent_at: str
    delivery: str
    resend_after_seconds: int
    tries_left: int
    minutes_valid: int
    correct_path: str
    meant: str | None = None
    """The address that was probably meant, where a code can be sent to it from `meant_path`."""
    meant_path: str = ""


class ExistingAccountView(View, frozen=True, kw_only=True):
    """The address has an account: sign in to it, or set a new password, at once."""

    template: ClassVar[str] = "signing_in/existing_account.html"
    proof: str
    address: str
    sign_in_path: str
    new_password_path: str
    has_password: bool = True


class NoAccountView(View, frozen=True, kw_only=True):
    """The address has no account: create one with the code just entered."""

    template: ClassVar[str] = "signing_in/no_account.html"
    proof: str
    address: str
    create_path: str
    other_address_path: str


class PasswordView(View, frozen=True, kw_only=True):
    """A password for a new account, or a new one for an old account (`purpose` `recover`)."""

    template: ClassVar[str] = "signing_in/password.html"
    proof: str
    address: str
    purpose: str
    minimum_length: int


class SelectAccountView(View, frozen=True, kw_only=True):
    """Which account to go on with; `address` is the one that is signed in."""

    template: ClassVar[str] = "signing_in/select_account.html"
    address: str


class SchoolAddressView(View, frozen=True, kw_only=True):
    """The address given to the school, asked of somebody whom a provider vouches for.

    `shown` is what the provider calls the person.
    """

    template: ClassVar[str] = "signing_in/school_address.html"
    provider: str
    shown: str
    address: str = ""


class JoinView(View, frozen=True, kw_only=True):
    """The identity to link, and the account of a proven address."""

    template: ClassVar[str] = "signing_in/join.html"
    proof: str
    address: str
    provider: str
    shown: str
    has_account: bool
