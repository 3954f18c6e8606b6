"""One request of a person, read once: pages use it instead of Flask's request."""

from collections.abc import Mapping
from urllib.parse import urlencode

from msgspec import structs
from typing_extensions import override

from idp.accounts import Session
from idp.clients import Client
from idp.discreet import Discreet, Hidden
from idp.ids import AccountId
from idp.journeys.journey import Journey
from idp.journeys.steps import CONTINUE_PATH
from idp.journeys.visitor import Visitor
from idp.web.frame.kept_forms import ATTEMPT
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
    "password-known": "notices.password_known",
    "sign-in-over": "notices.sign_in_over",
    "step-over": "notices.step_over",
    "elsewhere-cancelled": "notices.elsewhere_cancelled",
}
"""The notices about what was just done, by their name in a page's address."""


class LeftSession(Discreet, frozen=True):
    """A session that was left for too long: its account, and the first address of that."""

    account_id: AccountId
    address: Hidden[str]


class PageRequest(AnyRequest, frozen=True, kw_only=True):
    """The browser, its journey, and what was asked and typed.

    `query` and `typed` hold the first value of each name; `typed` is empty on a GET. Neither is
    trusted: a browser sent both. `is_lost`: the page was asked for on a journey that expired or
    never was.
    """

    visitor: Visitor
    session: Session | None
    is_fresh: bool
    journey: Journey | None
    client: Client | None
    is_lost: bool
    query: Hidden[Mapping[str, str]]
    typed: Hidden[Mapping[str, str]]
    screenshot: Hidden[bytes] = b""
    user_agent: str = ""
    left: LeftSession | None = None
    """The browser's former session, if it was left for too long."""

    @property
    @override
    def here(self) -> str:
        return self.to(self.path)

    def text(self, name: str) -> str:
        """Return what was typed under `name`, unchanged; "" when nothing was."""
        return self.typed.get(name, "")

    def asked(self, name: str) -> str:
        """Return the value of `name` in the form, or else in the page's address."""
        return self.typed.get(name) or self.query.get(name, "")

    def onward(self) -> str:
        """Return where to go when a page is done."""
        return self.to(CONTINUE_PATH) if self.journey else ACCOUNT

    def to(self, path: str, **query: str) -> str:
        """Return the address of our page at `path`, on the same journey."""
        if self.journey is not None:
            query["journey"] = self.journey.id
        return f"{path}?{urlencode(query)}" if query else path

    def frame_at(self, path: str, **query: str) -> Frame:
        """Return the frame of the page at `path`, which answers in place of this one."""
        attempt = self.query.get(ATTEMPT)
        if attempt and path == self.path:
            query[ATTEMPT] = attempt
        return structs.replace(self.frame, path=self.to(path, **query))


class SignedInRequest(PageRequest, frozen=True, kw_only=True):
    """The request of a signed-in person; `is_fresh` after a recent sign-in."""

    session: Session
