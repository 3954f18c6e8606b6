"""Consent, sign-out, the response by form, and errors."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct, field

from idp.web.views.frame import View


class DetailView(Struct, frozen=True, kw_only=True):
    """One of the authorization details: what it is about, and the words that narrow it down."""

    kind: str
    words: tuple[str, ...]


class ConsentView(View, frozen=True, kw_only=True):
    """The portal and its request, in plain words; `agreement` and `details` are the request's."""

    template: ClassVar[str] = "leaving/consent.html"
    agreement: tuple[str, ...]
    details: tuple[DetailView, ...] = ()


class SignOutView(View, frozen=True, kw_only=True):
    """Whether to sign out; `carried` is sent with the answer."""

    template: ClassVar[str] = "leaving/sign_out.html"
    action: str
    carried: tuple[tuple[str, str], ...] = ()


class SignedOutView(View, frozen=True, kw_only=True):
    """The person is signed out."""

    template: ClassVar[str] = "leaving/signed_out.html"
    return_uri: str | None = None
    provider: str | None = None
    provider_uri: str | None = None
    """Where to sign out of the other provider too, after a sign-in by it."""


class ContinueView(View, frozen=True, kw_only=True):
    """The portal was answered already: the person starts again from it."""

    template: ClassVar[str] = "leaving/continue.html"
    start_uri: str | None = None


class FormPostView(View, frozen=True, kw_only=True):
    """The answer on its way to the portal by POST (OAuth 2.0 Form Post Response Mode)."""

    template: ClassVar[str] = "leaving/form_post.html"
    action: str
    fields: tuple[tuple[str, str], ...]


class ErrorView(View, frozen=True, kw_only=True):
    """An error: code, sentence, way on; `incident` finds it in the log.

    So does `reference`, the id of the request, where the portal is wrong and nothing failed here.
    """

    template: ClassVar[str] = "errors/error.html"
    code: str
    message_key: str
    values: Mapping[str, object] = field(default_factory=dict)
    incident: str | None = None
    reference: str | None = None
    way_on_uri: str | None = None
    other_language_uri: str | None = None
    """Where the same is said in the other language, when asking once more does nothing."""


class UnavailableView(View, frozen=True, kw_only=True):
    """The provider cannot answer for now; what was sent can be sent again from this page.

    `kept` are the fields of the form, `asked_again` the names of those that hold passwords.
    """

    template: ClassVar[str] = "errors/unavailable.html"
    address: str
    is_form: bool = False
    kept: tuple[tuple[str, str], ...] = ()
    asked_again: tuple[str, ...] = ()
