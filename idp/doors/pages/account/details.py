"""`/compte/renseignements`: a name, a telephone number and a postal address, if one wishes."""

from dataclasses import asdict, fields, replace

from idp.accounts import Details, Session
from idp.clock import Clock
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ACCOUNT, DETAILS
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.pages.visit import Visit
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

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, with what is kept, or what was typed and cannot be."""
        if visit.session is None:
            return to_sign_in(visit, DETAILS)
        if problem is None and not is_fresh(visit.session, self._clock):
            return to_sign_in_again(visit, DETAILS)
        return DetailsPage(
            frame=visit.frame,
            errors=errors_of(problem),
            notice=visit.notice,
            **asdict(_typed(visit) if problem else self._kept(visit.session)),
        )

    def act(self, visit: Visit) -> Answer:
        """Keep what was typed in the place of what was kept."""
        if visit.session is None:
            return to_sign_in(visit, DETAILS)
        self._own_details.keep(visit.session, _typed(visit))
        return Leave(visit.to(ACCOUNT, notice="details-kept"))

    def _kept(self, session: Session) -> Details:
        kept = self._own_details.read(session.account_id)
        return replace(kept, phone_number=shown_phone_number(kept.phone_number))


def _typed(visit: Visit) -> Details:
    return Details(**{name: visit.text(name) for name in _NAMES})
