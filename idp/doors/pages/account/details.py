"""`/compte/renseignements`: a name, a telephone number and a postal address, if one wishes."""

from dataclasses import asdict, fields, replace

from idp.accounts import Details, Session
from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.page_request import PageRequest
from idp.doors.pages.paths import ACCOUNT, DETAILS
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.views import DetailsPage
from idp.errors import PersonError
from idp.journeys.own_details import OwnDetails
from idp.spelling.phone_number import shown_phone_number

_NAMES = tuple(each.name for each in fields(Details))


class DetailsDoor:
    """Where somebody lives is not for whoever finds the browser open: the password must be recent.

    To send the form it need not be: nothing is read by that, and a form that was filled in slowly
    is not lost.
    """

    path = DETAILS

    def __init__(self, *, own_details: OwnDetails, clock: Clock) -> None:
        self._own_details = own_details
        self._clock = clock

    def show(self, request: PageRequest, problem: PersonError | None = None) -> Answer:
        """Return the page, with what is kept, or what was typed and cannot be."""
        if request.session is None:
            return to_sign_in(request, DETAILS)
        if problem is None and not is_fresh(request.session, self._clock):
            return to_sign_in_again(request, DETAILS)
        return DetailsPage(
            frame=request.frame,
            errors=errors_of(problem),
            notice=request.notice,
            **asdict(_typed(request) if problem else self._kept(request.session)),
        )

    def act(self, request: PageRequest) -> Answer:
        """Keep what was typed in the place of what was kept."""
        if request.session is None:
            return to_sign_in(request, DETAILS)
        self._own_details.keep(request.session, _typed(request))
        return Leave(request.to(ACCOUNT, notice="details-kept"))

    def _kept(self, session: Session) -> Details:
        kept = self._own_details.read(session.account_id)
        return replace(kept, phone_number=shown_phone_number(kept.phone_number))


def _typed(request: PageRequest) -> Details:
    return Details(**{name: request.text(name) for name in _NAMES})
