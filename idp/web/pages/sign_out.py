"""`/deconnexion`: signing out of this browser."""

from msgspec import structs

from idp.accounts import Session
from idp.journeys.begin_session import ELSEWHERE
from idp.journeys.own_ways import OwnWays
from idp.journeys.sign_out import SignOut
from idp.part import Part
from idp.upstream import Upstreams
from idp.web.frame import ENDED, Answer, FormResult, Shown
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import SIGN_OUT
from idp.web.views import SignedOutView, SignOutView


class SignOutPage(Part):
    """Asks, then confirms; only the form ends the session."""

    path = SIGN_OUT
    guard = PUBLIC

    sign_out: SignOut
    own_ways: OwnWays
    upstreams: Upstreams
    issuer: str

    def show(self, request: PageRequest) -> Answer:
        """Return the question, or the confirmation without a session."""
        if request.session is None:
            return self._signed_out(request, request.result or FormResult())
        return SignOutView(action=self.path)

    def act(self, request: PageRequest) -> Answer:
        """Sign out."""
        came_by = self._came_by(request.session) if request.session else ""
        done = self.sign_out.sign_out(request.browser.session_token)
        result = FormResult(frames=done.frames, provider=came_by)
        frame = structs.replace(request.frame, signed_in_as=None)
        page = structs.replace(self._signed_out(request, result), frame=frame)
        return Shown(page, ENDED, self.path, result)

    def _came_by(self, session: Session) -> str:
        """Return the provider that the person signed in at, or ""."""
        if not set(ELSEWHERE.amr) <= set(session.amr):
            return ""
        links = self.own_ways.list(session).links
        newest = max(links, key=lambda link: link.used_at or link.linked_at, default=None)
        return newest.provider if newest else ""

    def _signed_out(self, request: PageRequest, result: FormResult) -> SignedOutView:
        name = result.provider
        if name not in self.upstreams.names:
            return SignedOutView(embedded=result.frames)
        return SignedOutView(
            embedded=result.frames,
            provider=self.upstreams.label(name, request.locale),
            provider_uri=self.upstreams.end_session_uri(name, f"{self.issuer}{self.path}"),
        )
