"""`/compte/ajouts-recents`: what a recovery suspended, to keep or to take away."""

from idp.accounts import Session
from idp.clock import DAY, Clock
from idp.doors.pages.account.second_proof import second_proof_path
from idp.doors.pages.answer import Answer, Leave, errors_of
from idp.doors.pages.paths import ACCOUNT, RECENT_ADDITIONS
from idp.doors.pages.signed_in import is_fresh, to_sign_in, to_sign_in_again
from idp.doors.pages.visit import Visit
from idp.doors.views import AdditionView, RecentAdditionsPage
from idp.errors import PersonError
from idp.journeys.recent_additions import RecentAdditions
from idp.settings import RecoverySettings
from idp.spelling.dates import day


class RecentAdditionsDoor:
    """Every recovery ends here, and goes on at once where nothing waits for an answer."""

    path = RECENT_ADDITIONS

    def __init__(
        self, *, recent_additions: RecentAdditions, clock: Clock, settings: RecoverySettings
    ) -> None:
        self._recent_additions = recent_additions
        self._clock = clock
        self._days = settings.recent_seconds // DAY

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Return the page, or go on."""
        if visit.session is None:
            return to_sign_in(visit, RECENT_ADDITIONS)
        additions = self._recent_additions.list(visit.session)
        if not additions:
            return self._onward(visit, visit.asked("notice"))
        if not is_fresh(visit.session, self._clock):
            return to_sign_in_again(visit, RECENT_ADDITIONS)
        return RecentAdditionsPage(
            frame=visit.frame,
            errors=errors_of(problem),
            notice=visit.notice,
            additions=tuple(
                AdditionView(
                    each.kind.value,
                    each.id,
                    each.label,
                    day(each.added_at, visit.locale),
                    each.device,
                )
                for each in additions
            ),
            days=self._days,
            onward_path=visit.onward(),
        )

    def act(self, visit: Visit) -> Answer:
        """Keep something, or take it away."""
        session = visit.session
        if session is None:
            return to_sign_in(visit, RECENT_ADDITIONS)
        if not is_fresh(session, self._clock):
            return to_sign_in_again(visit, RECENT_ADDITIONS)
        if visit.text("action") == "keep":
            return self._keep(visit, session)
        self._recent_additions.remove(session, visit.text("kind"), visit.text("id"))
        return Leave(visit.to(RECENT_ADDITIONS, notice="addition-removed"))

    def _keep(self, visit: Visit, session: Session) -> Leave:
        if not self._recent_additions.can_keep(session, visit.visitor):
            return Leave(second_proof_path(visit, RECENT_ADDITIONS))
        kind, addition_id = visit.text("kind"), visit.text("id")
        self._recent_additions.keep(session, kind, addition_id, visit.visitor)
        return Leave(visit.to(RECENT_ADDITIONS, notice="addition-kept"))

    @staticmethod
    def _onward(visit: Visit, notice: str) -> Leave:
        if visit.journey is None and notice:
            return Leave(visit.to(ACCOUNT, notice=notice))
        return Leave(visit.onward())
