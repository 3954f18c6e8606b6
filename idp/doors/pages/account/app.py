"""`/compte/application`: the authenticator app, from the QR code to the recovery codes."""

from idp.accounts import Session
from idp.authenticators import qr_code
from idp.clock import Clock
from idp.doors.pages.account.second_proof import proof_path
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import APP
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import AppEnrolmentPage, AppPage, RecoveryCodesPage
from idp.errors import PersonError
from idp.journeys.own_app import OwnApp
from idp.journeys.second_proof import SecondProof
from idp.spelling.dates import day

_GROUP = 4


class AppDoor:
    """A thief would take the app away, or put an own one: the sign-in must be recent."""

    path = APP

    def __init__(self, *, own_app: OwnApp, second_proof: SecondProof, clock: Clock) -> None:
        self._own_app = own_app
        self._second_proof = second_proof
        self._clock = clock

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page: what there is, or what the app is to read."""
        session = request.session
        if session is None:
            return to_sign_in(request, APP)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(request, APP)
        standing = self._own_app.standing(
            session, request.frame.signed_in_as or "", request.visitor
        )
        if standing.pending is not None:
            secret = standing.pending.secret
            groups = (secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))
            return AppEnrolmentPage(
                frame=request.frame,
                errors=errors_of(problem),
                picture=qr_code(standing.pending.uri),
                secret=" ".join(groups),
                uri=standing.pending.uri,
                replaces=standing.added_at is not None,
            )
        return AppPage(
            frame=request.frame,
            errors=errors_of(problem),
            notice=request.notice,
            added=day(standing.added_at, request.locale) if standing.added_at else "",
            codes_left=standing.codes_left,
            proof_path=proof_path(request, self._second_proof, APP),
        )

    def act(self, request: PageRequest) -> Answer:
        """Do what the button says; what is shown once is the answer itself."""
        session = request.session
        if session is None:
            return to_sign_in(request, APP)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(request, APP)
        action = request.text("action")
        if action == "confirm":
            return self._codes(
                request, self._own_app.confirm(session, request.text("code"), request.visitor)
            )
        if action == "renew":
            return self._codes(request, self._own_app.renew_codes(session, request.visitor))
        return Leave(request.to(APP, **self._changed(request, session, action)))

    def _changed(self, request: PageRequest, session: Session, action: str) -> dict[str, str]:
        """Do it, and return what the page is to say of it."""
        if action == "begin":
            self._own_app.begin(session, request.visitor)
        elif action == "cancel":
            self._own_app.cancel(session)
        elif action == "remove":
            self._own_app.remove(session)
            return {"notice": "app-removed"}
        return {}

    @staticmethod
    def _codes(request: PageRequest, codes: tuple[str, ...]) -> Answer:
        if not codes:
            return Leave(request.to(APP))
        return RecoveryCodesPage(
            frame=request.frame, codes=codes, address=request.frame.signed_in_as or ""
        )
