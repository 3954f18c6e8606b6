"""`/inscription` and `/mot-de-passe-oublie`: the address to which a code is sent."""

from msgspec import structs

from idp.accounts import Purpose
from idp.journeys.prove_address import ProveAddress
from idp.journeys.steps import SIGN_UP
from idp.journeys.way_marks import WayMarks
from idp.journeys.what_next import WhatNext
from idp.upstream import Upstreams
from idp.web.frame import Answer, Leave, Problem, errors_of
from idp.web.pages.entering import first_address, is_in
from idp.web.pages.guards import PUBLIC
from idp.web.pages.other_ways import buttons, return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import CODE, RECOVER
from idp.web.views import RecoverView, SignUpView

PATHS = {Purpose.SIGN_UP: SIGN_UP.path, Purpose.RECOVER: RECOVER}


class ProofAddressPage:
    """Sends a code, with or without an account."""

    guard = PUBLIC

    def __init__(
        self,
        *,
        purpose: Purpose,
        prove_address: ProveAddress,
        what_next: WhatNext,
        way_marks: WayMarks,
        upstreams: Upstreams,
    ) -> None:
        self.path = PATHS[purpose]
        self._purpose = purpose
        self._prove_address = prove_address
        self._what_next = what_next
        self._way_marks = way_marks
        self._upstreams = upstreams

    def show(self, request: PageRequest) -> Answer:
        """Return the page, or continue when no sign-in is needed."""
        if request.problem is None and self._is_done(request):
            return Leave(request.onward())
        page = address_page(self._purpose, request, first_address(request, self._prove_address))
        if isinstance(page, SignUpView):
            return structs.replace(page, ways=buttons(request, self._upstreams))
        return page

    def act(self, request: PageRequest) -> Answer:
        """Send a code, unless one was sent to this address already.

        Whoever forgot a password, or has no account, comes from the sign-in, with the address typed
        there or without, and goes back to a portal that has a policy of its own for the first.
        """
        back = return_to(request)
        kept = {"return_to": back} if back else {}
        action = request.text("action")
        if action == "forgotten" and request.journey is not None and _is_reported(request):
            self._way_marks.forget_password(request.journey)
            return Leave(request.onward())
        if action in {"forgotten", "create"} and not request.text("address").strip():
            return Leave(request.to(self.path, **kept))
        proof = self._prove_address.begin(
            request.text("address"), self._purpose, request.visitor, former=request.asked("proof")
        )
        return Leave(request.to(CODE, proof=proof.id, purpose=self._purpose.value, **kept))

    def _is_done(self, request: PageRequest) -> bool:
        return self._purpose is Purpose.SIGN_UP and is_in(request, self._what_next)


def _is_reported(request: PageRequest) -> bool:
    journey, client = request.journey, request.client
    if journey is None or client is None:
        return False
    return client.policy_named(journey.request.policy).reports_forgotten_password


def address_page(
    purpose: Purpose, request: PageRequest, address: str, problem: Problem | None = None
) -> SignUpView | RecoverView:
    """Return the page that asks for the address; also after a proof that expired."""
    back = return_to(request)
    kept = {"return_to": back} if back else {}
    frame, errors = request.frame_at(PATHS[purpose], **kept), errors_of(problem)
    if purpose is Purpose.RECOVER:
        return RecoverView(frame=frame, errors=errors, address=address)
    return SignUpView(frame=frame, errors=errors, address=address)
