"""`/langue`: the switch between French and English, and the attestation that some portals need."""

from idp.doors.pages.answer import Answer, Leave
from idp.doors.pages.going_back import back_to
from idp.doors.pages.paths import LANGUAGE
from idp.doors.pages.visit import Visit
from idp.doors.views import LanguagePage
from idp.errors import PersonError
from idp.journeys.language import ENGLISH, FRENCH, RememberLanguage, allowed, policy_of


class LanguageDoor:
    """English is kept in the browser, and in the account, once it may be shown."""

    path = LANGUAGE

    def __init__(self, *, language: RememberLanguage) -> None:
        self._language = language

    def show(self, visit: Visit, problem: PersonError | None = None) -> Answer:
        """Go back: there is nothing to look at, and a form that failed changes nothing."""
        del problem
        return Leave(back_to(visit, visit.asked("back")))

    def act(self, visit: Visit) -> Answer:
        """Switch, or ask for the attestation first."""
        back = back_to(visit, visit.text("back"))
        policy = policy_of(visit.client)
        locale = ENGLISH if visit.text("lang") == ENGLISH else FRENCH
        attests = bool(visit.text("attested"))
        if not allowed(policy, locale, attested=attests or visit.browser.attested):
            can_attest = allowed(policy, locale, attested=True)
            return LanguagePage(frame=visit.frame, back_path=back) if can_attest else Leave(back)
        if visit.session is not None:
            self._language.remember(visit.session, locale)
        return Leave(back, browser=visit.browser.speaking(locale, attested=attests))
