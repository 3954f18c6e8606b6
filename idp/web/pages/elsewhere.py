"""`/continuer-avec/<name>` and its `/retour`: to another provider, and back."""

from idp.errors import PersonError
from idp.journeys.begin_session import HalfIn
from idp.journeys.journey import Journey
from idp.journeys.reopening_offers import ReopeningOfferedError
from idp.journeys.sign_in_elsewhere import CANCELLED, CameBack, SignInElsewhere
from idp.journeys.steps import CONTINUE_PATH, SIGN_IN
from idp.journeys.way_marks import WayMarks
from idp.protocol.authorization.prompt import Prompt
from idp.upstream import CALLBACK_PATH, Attempt, UpstreamAction, UpstreamPurpose
from idp.web.frame import Answer, Leave, SessionCookie
from idp.web.pages.guards import PUBLIC
from idp.web.pages.other_ways import begin_path, named, return_to
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import ACCOUNT, REOPENING, SCHOOL_ADDRESS, SECOND_STEP, WAYS
from idp.web.pages.sign_in import SignInPage


class ElsewherePage:
    """Sends the browser there: by the button, or because the portal asked for it."""

    guard = PUBLIC

    def __init__(
        self,
        *,
        name: str,
        sign_in: SignInPage,
        sign_in_elsewhere: SignInElsewhere,
        way_marks: WayMarks,
    ) -> None:
        self.path = begin_path(name)
        self._name = name
        self._sign_in = sign_in
        self._sign_in_elsewhere = sign_in_elsewhere
        self._way_marks = way_marks

    def show(self, request: PageRequest) -> Answer:
        """Go there when the portal's request names the provider; otherwise show the choice."""
        if (
            request.problem is None
            and request.journey
            and self._sign_in.hinted(request) == self._name
        ):
            self._way_marks.follow_hint(request.journey)
            try:
                return self.act(request)
            except PersonError as trouble:
                return self._sign_in.page(request, trouble)
        if request.problem is not None:
            return self._sign_in.page(request)
        return Leave(request.to(SIGN_IN.path))

    def act(self, request: PageRequest) -> Answer:
        """Go there."""
        back = return_to(request)
        action = UpstreamAction(
            journey_id=request.journey.id if request.journey else None,
            return_to=back,
            again=back is not None or _wants_again(request.journey),
        )
        return Leave(self._sign_in_elsewhere.begin(self._name, action, request.visitor))


class ReturnPage:
    """Receives the browser when it returns."""

    guard = PUBLIC

    def __init__(self, *, name: str, sign_in_elsewhere: SignInElsewhere) -> None:
        self.path = CALLBACK_PATH.format(name=name)
        self._name = name
        self._sign_in_elsewhere = sign_in_elsewhere

    def show(self, request: PageRequest) -> Answer:
        """Sign in a known identity, ask a new one for an address, or report the problem."""
        back = self._sign_in_elsewhere.come_back(
            self._name, request.query, request.visitor, request.session
        )
        entry, attempt = back.entry, back.attempt
        if isinstance(entry, HalfIn):
            kept = (
                {"journey": attempt.journey_id, "return_to": attempt.return_to} if attempt else {}
            )
            asked = {name: value for name, value in kept.items() if value}
            return Leave(request.to(SECOND_STEP, etape=entry.id, **asked))
        session = None if entry is None else SessionCookie(entry.token, entry.max_age_seconds)
        return Leave(self._onward(request, back), session)

    def _onward(self, request: PageRequest, back: CameBack) -> str:
        attempt = back.attempt
        journey = {"journey": attempt.journey_id} if attempt and attempt.journey_id else {}
        if back.arrival_id:
            return request.to(SCHOOL_ADDRESS, arrivee=back.arrival_id, **journey)
        if back.linked:
            return request.to(WAYS, notice="way-added")
        if back.problem is not None:
            return self._problem_page(request, attempt, back.problem, journey)
        if attempt and attempt.return_to:
            return request.to(attempt.return_to, **journey)
        return request.to(CONTINUE_PATH if journey else ACCOUNT, **journey)

    def _problem_page(
        self,
        request: PageRequest,
        attempt: Attempt | None,
        problem: PersonError,
        journey: dict[str, str],
    ) -> str:
        """Return the address of the page that shows `problem`, where the person chose this way."""
        if isinstance(problem, ReopeningOfferedError):
            return request.to(REOPENING, offre=problem.token, **journey)
        is_cancelled = problem.code == CANCELLED
        if attempt and attempt.purpose is UpstreamPurpose.LINK:
            said = {"notice": "way-not-added"} if is_cancelled else named(problem, self._name)
            return request.to(WAYS, **said)
        said = {"notice": "elsewhere-cancelled"} if is_cancelled else named(problem, self._name)
        if attempt and attempt.return_to:
            said["return_to"] = attempt.return_to
        return request.to(SIGN_IN.path, **said, **journey)


def _wants_again(journey: Journey | None) -> bool:
    """Return whether the portal asks for a sign-in that is no older than its request allows."""
    if journey is None:
        return False
    return Prompt.LOGIN in journey.request.prompt or journey.request.max_age is not None
