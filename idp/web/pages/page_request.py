"""One request of a person, read once: what the pages look at instead of Flask's request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from msgspec import structs
from typing_extensions import override

from idp.accounts import Session
from idp.clients import Client
from idp.ids import AccountId
from idp.journeys.journey import Journey
from idp.journeys.steps import CONTINUE_PATH
from idp.journeys.visitor import Visitor
from idp.web.frame.failed_forms import ATTEMPT
from idp.web.frame.request import AnyRequest
from idp.web.pages.paths import ACCOUNT
from idp.web.views import Frame

NOTICES = {
    "accounts-merged": "notices.accounts_merged",
    "letter-used": "notices.letter_used",
    "address-added": "notices.address_added",
    "address-removed": "notices.address_removed",
    "address-kept": "recovery.notices.address_kept",
    "addition-kept": "recovery.notices.addition_kept",
    "addition-removed": "recovery.notices.addition_removed",
    "removal-asked": "recovery.notices.removal_asked",
    "proof-made": "recovery.notices.proof_made",
    "code-sent": "notices.code_sent",
    "sign-in-again": "notices.sign_in_again",
    "session-over": "notices.session_over",
    "session-left": "notices.session_left",
    "child-added": "notices.child_added",
    "child-removed": "notices.child_removed",
    "details-kept": "notices.details_kept",
    "password-changed": "notices.password_changed",
    "passkey-added": "authenticators.notices.passkey_added",
    "passkey-renamed": "authenticators.notices.passkey_renamed",
    "passkey-removed": "authenticators.notices.passkey_removed",
    "app-removed": "authenticators.notices.app_removed",
    "portal-left": "notices.portal_left",
    "sessions-ended": "notices.sessions_ended",
    "way-added": "notices.way_added",
    "way-removed": "notices.way_removed",
    "way-not-added": "notices.way_not_added",
    "reopening-over": "notices.reopening_over",
    "step-over": "notices.step_over",
    "elsewhere-cancelled": "notices.elsewhere_cancelled",
}
"""What a page may say about what was just done; the address of the page names it."""


@dataclass(frozen=True, slots=True)
class LeftSession:
    """The session of somebody who stayed away for too long: whose, and their first address."""

    account_id: AccountId
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest(AnyRequest):
    """Who came, on which journey, and what was asked and typed.

    `query` and `typed` hold the first value of each name; `typed` is empty on a GET. Neither is
    trusted: both are what a browser sent. `is_lost` tells that the page was asked for on a journey
    that we do not know any more.
    """

    visitor: Visitor
    session: Session | None
    is_fresh: bool
    journey: Journey | None
    client: Client | None
    is_lost: bool
    query: Mapping[str, str] = field(repr=False)
    typed: Mapping[str, str] = field(repr=False)
    screenshot: bytes = field(repr=False, default=b"")
    user_agent: str = ""
    left: LeftSession | None = None
    """What the browser's session was, which is none any more."""

    @property
    @override
    def here(self) -> str:
        return self.to(self.path)

    def text(self, name: str) -> str:
        """Return what was typed under `name`, as it was typed; empty when nothing was."""
        return self.typed.get(name, "")

    def asked(self, name: str) -> str:
        """Return what a form, or else the address of the page, says under `name`."""
        return self.typed.get(name) or self.query.get(name, "")

    def onward(self) -> str:
        """Return where to go when a page's work is done."""
        return self.to(CONTINUE_PATH) if self.journey else ACCOUNT

    def to(self, path: str, **query: str) -> str:
        """Return the address of a page of ours, on the same journey."""
        if self.journey is not None:
            query["journey"] = self.journey.id
        return f"{path}?{urlencode(query)}" if query else path

    def frame_at(self, path: str, **query: str) -> Frame:
        """Return the frame for a page that answers in another one's place."""
        attempt = self.query.get(ATTEMPT)
        if attempt and path == self.path:
            query[ATTEMPT] = attempt
        return structs.replace(self.frame, path=self.to(path, **query))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInRequest(PageRequest):
    """The request of somebody who is signed in, a moment ago if `is_fresh`."""

    session: Session
