"""`/compte/fermeture`: closing the account; `/compte-ferme`: that it is closed."""

from msgspec import structs

from idp.errors import PersonError
from idp.journeys.close_account import CloseAccount
from idp.journeys.steps import SIGN_IN
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.frame import ENDED, Answer, FormResult, Leave, Shown
from idp.web.pages.guards import FRESH, PUBLIC
from idp.web.pages.page_request import PageRequest, SignedInRequest
from idp.web.pages.paths import CLOSED, CLOSING
from idp.web.views import ClosedAccountView, ClosingView


class ClosingPage(Part):
    """The sign-in must be recent."""

    path = CLOSING
    guard = FRESH

    close_account: CloseAccount

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page that says what closing means."""
        return ClosingView(
            erased_on=self._erased_on(request),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Close the account, and say until when it can be reopened."""
        if not request.text("understood"):
            raise PersonError(
                "PRV-CLOSING-UNDERSTOOD", "errors.closing_understood", field="understood"
            )
        erased_on = self._erased_on(request)
        done = self.close_account.close(request.session)
        result = FormResult(frames=done.frames, erased_on=erased_on)
        page = structs.replace(
            _closed(result), frame=structs.replace(request.frame, signed_in_as=None)
        )
        return Shown(page, ENDED, CLOSED, result)

    def _erased_on(self, request: SignedInRequest) -> str:
        return day(self.close_account.erased_at(), request.locale)


class ClosedPage:
    """Shown to the browser that closed the account; others are led to the sign-in."""

    path = CLOSED
    guard = PUBLIC

    def show(self, request: PageRequest) -> Answer:
        """Return the page."""
        if request.result is None:
            return Leave(SIGN_IN.path)
        return _closed(request.result)


def _closed(result: FormResult) -> ClosedAccountView:
    return ClosedAccountView(embedded=result.frames, erased_on=result.erased_on)
