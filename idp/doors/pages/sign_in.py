"""`/connexion`: address and password."""

from idp.accounts.acr import ACR_PASSKEY, ACR_PASSWORD, ACR_TWO_FACTORS
from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.entering import entered
from idp.doors.pages.other_ways import begin_path, buttons, problem_named, return_to
from idp.doors.pages.signed_in import is_fresh
from idp.doors.pages.visit import Visit
from idp.doors.views import SignInPage
from idp.doors.views.authenticating import asked_of
from idp.errors import PersonError
from idp.journeys.journey import Mark
from idp.journeys.prove_address import ProveAddress
from idp.journeys.sign_in import SignIn
from idp.journeys.sign_in_by_passkey import SignInByPasskey
from idp.journeys.steps import SIGN_IN
from idp.journeys.what_next import WhatNext
from idp.upstream import Upstreams


class SignInDoor:
    """Whoever is signed in already, and may stay so, goes on."""

    path = SIGN_IN.path

    def __init__(
        self,
        *,
        sign_in: SignIn,
        by_passkey: SignInByPasskey,
        prove_address: ProveAddress,
        what_next: WhatNext,
        upstreams: Upstreams,
        clock: Clock,
    ) -> None:
        self._sign_in = sign_in
        self._by_passkey = by_passkey
        self._prove_address = prove_address
        self._what_next = what_next
        self._upstreams = upstreams
        self._clock = clock

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, or go on."""
        if problem is None and self._is_done(visit):
            return Leave(_back(visit) or visit.onward())
        hinted = self.hinted(visit)
        if problem is None and hinted is not None:
            return Leave(visit.to(begin_path(hinted)))
        return self.page(visit, problem or problem_named(visit, self._upstreams))

    def page(self, visit: Visit, problem: PersonError | None) -> SignInPage:
        """Return the page; also where another way came to nothing."""
        kept = {name: visit.asked(name) for name in ("proof", "return_to") if visit.asked(name)}
        return SignInPage(
            frame=visit.frame_at(self.path, **kept),
            errors=errors_of(problem),
            ways=buttons(visit, self._upstreams),
            notice=visit.notice or _asks_more(visit),
            passkey=asked_of(self._by_passkey.begin(visit.visitor)),
            address=self._address(visit),
            remember=bool(visit.text("remember")),
        )

    def act(self, visit: Visit) -> Answer:
        """Sign in: with a passkey, or with an address and a password."""
        if visit.text("action") == "passkey":
            entry = self._by_passkey.sign_in(
                visit.text("challenge"), visit.text("response"), visit.visitor
            )
            return entered(visit, entry)
        entry = self._sign_in.sign_in(
            visit.text("address"),
            visit.text("password"),
            visit.visitor,
            remember=bool(visit.text("remember")),
        )
        return entered(visit, entry)

    def _is_done(self, visit: Visit) -> bool:
        if visit.session is None:
            return False
        if _back(visit):
            return is_fresh(visit.session, self._clock)
        return visit.journey is None or not self._what_next.must_sign_in(
            visit.journey, visit.session
        )

    def hinted(self, visit: Visit) -> str | None:
        """Return the provider that the portal's request names, unless one came from there."""
        journey = visit.journey
        if journey is None or Mark.HINT_FOLLOWED in journey.marks:
            return None
        return self._upstreams.hinted(journey.request.domain_hint)

    def _address(self, visit: Visit) -> str:
        if visit.typed:
            return visit.text("address")
        proof = self._prove_address.look_up(visit.asked("proof"), visit.visitor)
        if proof is not None:
            return proof.address.written
        if visit.journey is not None and Mark.ACCOUNT_CHANGED in visit.journey.marks:
            return ""
        hint = visit.journey.request.login_hint if visit.journey else None
        return hint or visit.frame.signed_in_as or ""


def _asks_more(visit: Visit) -> str | None:
    """Return what to say when the portal lets nobody in by a password alone."""
    journey = visit.journey
    if journey is None or journey.request.is_met_by(ACR_PASSWORD):
        return None
    more = (ACR_TWO_FACTORS, ACR_PASSKEY)
    asks = any(journey.request.is_met_by(each) for each in more)
    return "authenticators.pages.portal_asks_more" if asks else None


def _back(visit: Visit) -> str | None:
    """Return where this sign-in was asked for; a browser may name our own pages only."""
    back = return_to(visit)
    return visit.to(back) if back else None
