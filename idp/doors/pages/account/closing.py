"""`/compte/fermeture`: closing the account, after reading what that means."""

from dataclasses import replace

from idp.clock import Clock
from idp.doors.pages.answer import Answer, Farewell, errors_of
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import CLOSING
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import ClosedAccountPage, ClosingPage
from idp.errors import PersonError
from idp.journeys.close_account import CloseAccount
from idp.spelling.dates import day


class ClosingDoor:
    """Nobody closes an account that was left open in a browser: the password must be recent."""

    path = CLOSING

    def __init__(self, *, close_account: CloseAccount, clock: Clock) -> None:
        self._close_account = close_account
        self._clock = clock

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page that says what happens."""
        if request.session is None:
            return to_sign_in(request, CLOSING)
        if not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, CLOSING)
        return ClosingPage(
            frame=request.frame, errors=errors_of(problem), erased_on=self._erased_on(request)
        )

    def act(self, request: PageRequest) -> Answer:
        """Close the account, and say until when it can be opened again."""
        if request.session is None:
            return to_sign_in(request, CLOSING)
        if not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, CLOSING)
        if not request.text("understood"):
            raise PersonError(
                "PRV-CLOSING-UNDERSTOOD", "errors.closing_understood", field="understood"
            )
        erased_on = self._erased_on(request)
        done = self._close_account.close(request.session)
        return Farewell(
            ClosedAccountPage(
                frame=replace(request.frame, signed_in_as=None),
                embedded=done.frames,
                erased_on=erased_on,
            )
        )

    def _erased_on(self, request: PageRequest) -> str:
        return day(self._close_account.erased_at(), request.locale)
