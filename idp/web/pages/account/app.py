"""`/compte/application`: the authenticator app, from the QR code to the recovery codes."""

from idp.accounts import Session
from idp.authenticators import qr_code
from idp.journeys.own_app import OwnApp
from idp.journeys.second_proof import SecondProof
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.frame import Answer, FormResult, Leave, Shown
from idp.web.pages.account.second_proof import proof_path
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import APP
from idp.web.views import AppEnrolmentView, AppView, RecoveryCodesView

_GROUP = 4


class AppPage(Part):
    """An intruder could remove the app, or add one: the sign-in must be recent."""

    path = APP
    guard = FRESH

    own_app: OwnApp
    second_proof: SecondProof

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page: the app's state, or the QR code to read."""
        session = request.session
        if request.result is not None:
            return _codes_page(request, request.result.codes)
        status = self.own_app.status(session, request.frame.signed_in_as or "", request.visitor)
        if status.pending is not None:
            secret = status.pending.secret
            groups = (secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))
            return AppEnrolmentView(
                picture=qr_code(status.pending.uri),
                secret=" ".join(groups),
                uri=status.pending.uri,
                replaces=status.added_at is not None,
            )
        return AppView(
            added=day(status.added_at, request.locale) if status.added_at else "",
            codes_left=status.codes_left,
            proof_path=proof_path(request, self.second_proof, APP),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Do what the button says; new recovery codes are shown by the page after it."""
        session = request.session
        action = request.text("action")
        if action == "confirm":
            return self._codes(
                request, self.own_app.confirm(session, request.text("code"), request.visitor)
            )
        if action == "renew":
            return self._codes(request, self.own_app.renew_codes(session, request.visitor))
        return Leave(request.to(APP, **self._changed(request, session, action)))

    def _changed(self, request: SignedInRequest, session: Session, action: str) -> dict[str, str]:
        """Do it, and return the notice for the page's address."""
        if action == "begin":
            self.own_app.begin(session, request.visitor)
        elif action == "cancel":
            self.own_app.cancel(session)
        elif action == "remove":
            self.own_app.remove(session)
            return {"notice": "app-removed"}
        return {}

    @staticmethod
    def _codes(request: SignedInRequest, codes: tuple[str, ...]) -> Answer:
        if not codes:
            return Leave(request.to(APP))
        page = _codes_page(request, codes)
        return Shown(page, at=request.to(APP), result=FormResult(codes=codes))


def _codes_page(request: SignedInRequest, codes: tuple[str, ...]) -> RecoveryCodesView:
    return RecoveryCodesView(codes=codes, address=request.frame.signed_in_as or "")
