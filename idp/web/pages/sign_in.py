"""`/connexion`: address and password."""

from idp.accounts.acr import ACR_PASSKEY, ACR_PASSWORD, ACR_TWO_FACTORS
from idp.journeys.journey import Mark
from idp.journeys.prove_address import ProveAddress
from idp.journeys.sign_in import CodeDue, SignIn
from idp.journeys.sign_in_by_passkey import SignInByPasskey
from idp.journeys.steps import SIGN_IN
from idp.journeys.what_next import WhatNext
from idp.part import Part
from idp.upstream import Upstreams
from idp.web.frame import Answer, Leave, Problem, errors_of
from idp.web.pages.code import code_names
from idp.web.pages.entering import entered, first_address, is_in
from idp.web.pages.guards import PUBLIC
from idp.web.pages.other_ways import begin_path, buttons, problem_named, return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import CODE
from idp.web.views import SignInView
from idp.web.views.authenticating import asked_of


class SignInPage(Part):
    """Continues with a session that need not sign in again."""

    path = SIGN_IN.path
    guard = PUBLIC

    sign_in: SignIn
    by_passkey: SignInByPasskey
    prove_address: ProveAddress
    what_next: WhatNext
    upstreams: Upstreams

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or continue."""
        if request.problem is None and self._is_done(request):
            return Leave(_back(request) or request.onward())
        hinted = self.hinted(request)
        if request.problem is None and hinted is not None:
            return Leave(request.to(begin_path(hinted)))
        return self.page(request, problem_named(request, self.upstreams))

    def page(self, request: PageRequest, problem: Problem | None = None) -> SignInView:
        """Return the page; also after a problem on another way."""
        kept = {name: request.asked(name) for name in ("proof", "return_to") if request.asked(name)}
        return SignInView(
            frame=request.frame_at(self.path, **kept),
            errors=errors_of(problem),
            ways=buttons(request, self.upstreams),
            notice=request.notice or _asked_for(request),
            passkey=asked_of(self.by_passkey.begin(request.visitor)),
            address=first_address(request, self.prove_address),
            remember=bool(request.text("remember")),
            return_to=return_to(request) or "",
        )

    def act(self, request: PageRequest) -> Answer:
        """Sign in: with a passkey, or with an address and a password."""
        if request.text("action") == "passkey":
            by_passkey = self.by_passkey.sign_in(
                request.text("challenge"), request.text("response"), request.visitor
            )
            return entered(request, by_passkey)
        entry = self.sign_in.sign_in(
            request.text("address"),
            request.text("password"),
            request.visitor,
            remember=bool(request.text("remember")),
        )
        if isinstance(entry, CodeDue):
            return Leave(request.to(CODE, **code_names(request, entry.proof)))
        return entered(request, entry)

    def _is_done(self, request: PageRequest) -> bool:
        return request.is_fresh if _back(request) else is_in(request, self.what_next)

    def hinted(self, request: PageRequest) -> str | None:
        """Return the provider that the portal's request names, unless that was followed."""
        journey = request.journey
        if journey is None or Mark.HINT_FOLLOWED in journey.marks:
            return None
        return self.upstreams.hinted(journey.request.domain_hint)


def _asked_for(request: PageRequest) -> str | None:
    """Return the key of the sentence about what the portal asks beyond a password, or None."""
    journey = request.journey
    if journey is None:
        return None
    more = (ACR_TWO_FACTORS, ACR_PASSKEY)
    if not journey.request.is_met_by(ACR_PASSWORD) and any(map(journey.request.is_met_by, more)):
        return "authenticators.pages.portal_asks_more"
    # With a session, and no choice of another account, the portal wants a new sign-in.
    again = request.session is not None and Mark.ACCOUNT_CHANGED not in journey.marks
    return "pages.sign_in.portal_asks_again" if again else None


def _back(request: PageRequest) -> str | None:
    """Return where this sign-in was asked for, if it is one of our pages."""
    back = return_to(request)
    return request.to(back) if back else None
