"""`/reouverture`: opening a closed account again, for whoever has just signed in to it."""

from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.entering import entered
from idp.doors.pages.paths import REOPENING
from idp.doors.pages.visit import Visit
from idp.doors.views import ReopeningPage
from idp.errors import PersonError
from idp.journeys.reopen_account import ReopenAccount
from idp.journeys.steps import SIGN_IN
from idp.spelling.dates import day


class ReopeningDoor:
    """Offers that, and nothing else: until then nobody is signed in."""

    path = REOPENING

    def __init__(self, *, reopen_account: ReopenAccount) -> None:
        self._reopen_account = reopen_account

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page; back to the sign-in when there is no offer any more."""
        try:
            offer = self._reopen_account.find(visit.asked("offre"), visit.visitor)
        except PersonError:
            return Leave(visit.to(SIGN_IN.path, notice="reopening-over"))
        return ReopeningPage(
            frame=visit.frame,
            errors=errors_of(problem),
            offer=visit.asked("offre"),
            closed_on=day(offer.closed.closed_at, visit.locale),
            erased_on=day(offer.closed.erase_at, visit.locale),
        )

    def act(self, visit: Visit) -> Answer:
        """Open it again, and go on signed in."""
        entry = self._reopen_account.reopen(visit.text("offre"), visit.visitor)
        return entered(visit, entry)
