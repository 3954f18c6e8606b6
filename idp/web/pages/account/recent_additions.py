"""`/compte/ajouts-recents`: what a recovery suspended, to keep or to remove."""

from idp.accounts import Session
from idp.clock import DAY
from idp.journeys.recent_additions import RecentAdditions
from idp.settings import RecoverySettings
from idp.web.frame import Answer, Leave
from idp.web.pages.account.second_proof import second_proof_path
from idp.web.pages.guards import FRESH
from idp.web.pages.page_request import SignedInRequest
from idp.web.pages.paths import ACCOUNT, RECENT_ADDITIONS
from idp.web.views import RecentAdditionsView


class RecentAdditionsPage:
    """Every recovery leads here, and continues at once when nothing is suspended."""

    path = RECENT_ADDITIONS
    guard = FRESH

    def __init__(self, *, recent_additions: RecentAdditions, settings: RecoverySettings) -> None:
        self._recent_additions = recent_additions
        self._days = settings.recent_seconds // DAY

    def show(self, request: SignedInRequest) -> Answer:
        """Return the page, or continue."""
        additions = self._recent_additions.list(request.session)
        if not additions:
            return self._onward(request, request.asked("notice"))
        return RecentAdditionsView(
            additions=additions,
            days=self._days,
            onward_path=request.onward(),
        )

    def act(self, request: SignedInRequest) -> Answer:
        """Keep or remove an addition."""
        session = request.session
        if request.text("action") == "keep":
            return self._keep(request, session)
        self._recent_additions.remove(session, request.text("kind"), request.text("id"))
        return Leave(request.to(RECENT_ADDITIONS, notice="addition-removed"))

    def _keep(self, request: SignedInRequest, session: Session) -> Leave:
        if not self._recent_additions.can_keep(session, request.visitor):
            return Leave(second_proof_path(request, RECENT_ADDITIONS))
        kind, addition_id = request.text("kind"), request.text("id")
        self._recent_additions.keep(session, kind, addition_id, request.visitor)
        return Leave(request.to(RECENT_ADDITIONS, notice="addition-kept"))

    @staticmethod
    def _onward(request: SignedInRequest, notice: str) -> Leave:
        if request.journey is None and notice:
            return Leave(request.to(ACCOUNT, notice=notice))
        return Leave(request.onward())
