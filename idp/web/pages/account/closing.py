"""`/compte/fermeture`: closing the account."""

from msgspec import structs

from idp.errors import PersonError
from idp.journeys.close_account import CloseAccount
from idp.normalisation.dates import day
from idp.part import Part
from idp.web.frame import ENDED, Answer, Shown
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import CLOSING
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
        return Shown(
            ClosedAccountView(
                frame=structs.replace(request.frame, signed_in_as=None),
                embedded=done.frames,
                erased_on=erased_on,
            ),
            ENDED,
        )

    def _erased_on(self, request: SignedInRequest) -> str:
        return day(self.close_account.erased_at(), request.locale)
