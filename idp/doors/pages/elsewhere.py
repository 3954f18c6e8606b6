"""`/continuer-avec/<name>` and its `/retour`: to another provider, and back."""

from idp.doors.pages.answer import Answer, Leave
from idp.doors.pages.paths import PROBLEMS, SCHOOL_ADDRESS, WAYS
from idp.doors.pages.visit import Visit
from idp.doors.views import UpstreamButton
from idp.errors import PersonError
from idp.journeys.sign_in_elsewhere import CameBack, SignInElsewhere, problem_of
from idp.journeys.steps import CONTINUE_PATH, SIGN_IN
from idp.upstream import CALLBACK_PATH, Outcome, Upstreams

_BEGIN_PATH = CALLBACK_PATH.removesuffix("/retour")


def begin_path(name: str) -> str:
    """Return where a way to the provider begins."""
    return _BEGIN_PATH.format(name=name)


class ElsewhereDoor:
    """The way there: by the button, or because the portal asked for it."""

    def __init__(
        self, *, name: str, sign_in_elsewhere: SignInElsewhere, upstreams: Upstreams
    ) -> None:
        self.path = begin_path(name)
        self._name = name
        self._sign_in_elsewhere = sign_in_elsewhere
        self._upstreams = upstreams

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Go there when the portal's request names the provider; otherwise back to the choice."""
        hint = visit.journey.request.domain_hint if visit.journey else None
        if problem is None and self._upstreams.hinted(hint) == self._name:
            try:
                return self._go(visit)
            except PersonError as trouble:
                problem = trouble
        return Leave(choice(visit, self._name, problem))

    def act(self, visit: Visit) -> Answer:
        """Go there."""
        return self._go(visit)

    def _go(self, visit: Visit) -> Leave:
        journey_id = visit.journey.id if visit.journey else None
        return Leave(self._sign_in_elsewhere.begin(self._name, visit.visitor, journey_id, None))


class ReturnDoor:
    """The way back."""

    def __init__(self, *, name: str, sign_in_elsewhere: SignInElsewhere) -> None:
        self.path = CALLBACK_PATH.format(name=name)
        self._name = name
        self._sign_in_elsewhere = sign_in_elsewhere

    def show(self, visit: Visit) -> Answer:
        """Let somebody known in; ask somebody new for an address; or say what went wrong."""
        back = self._sign_in_elsewhere.come_back(
            self._name, visit.query, visit.visitor, visit.session
        )
        if back.linked:
            return Leave(f"{WAYS}?notice=way-added")
        return Leave(self._onward(visit, back), started=back.started)

    def _onward(self, visit: Visit, back: CameBack) -> str:
        journey = {"journey": back.journey_id} if back.journey_id else {}
        if back.arrival_id:
            return visit.to(SCHOOL_ADDRESS, arrivee=back.arrival_id, **journey)
        if back.started:
            return visit.to(CONTINUE_PATH, **journey) if journey else visit.onward()
        path = WAYS if visit.session and not journey else SIGN_IN.path
        if back.cancelled:
            return visit.to(path, notice="elsewhere-cancelled", **journey)
        return visit.to(path, **_named(self._name, back.problem), **journey)


def choice(visit: Visit, name: str, problem: PersonError | None) -> str:
    """Return the address of the sign-in page that tells of `problem`."""
    return visit.to(SIGN_IN.path, **_named(name, problem))


def _named(name: str, problem: PersonError | None) -> dict[str, str]:
    if problem is None or problem.code not in PROBLEMS:
        return {}
    return {"fournisseur": name, "probleme": problem.code}


def problem_named(visit: Visit, upstreams: Upstreams) -> PersonError | None:
    """Return what went wrong elsewhere, when the address of the page says so."""
    code, name = visit.query.get("probleme", ""), visit.query.get("fournisseur", "")
    if visit.typed or code not in PROBLEMS or name not in upstreams.names:
        return None
    if code == "PRV-UPSTREAM-TAKEN":
        return PersonError(code, "errors.upstream_taken")
    outcome = Outcome(code.removeprefix("PRV-UPSTREAM-").lower())
    return problem_of(outcome, upstreams.label(name, visit.locale))


def buttons(visit: Visit, upstreams: Upstreams) -> tuple[UpstreamButton, ...]:
    """Return the buttons of the providers."""
    return tuple(
        UpstreamButton(each.name, each.label, begin_path(each.name), each.logo, each.answers)
        for each in upstreams.offers(visit.locale)
    )
