"""`/langue`: the switch between French and English, and the attestation that some portals need."""

from idp.journeys.language import ENGLISH, FRENCH, RememberLanguage, allowed, policy_of
from idp.part import Part
from idp.web.frame import Answer, Leave
from idp.web.pages.going_back import back_to
from idp.web.pages.guards import PUBLIC
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import LANGUAGE
from idp.web.views import LanguageView


class LanguagePage(Part):
    """Keeps English in the browser and the account, once it may be shown."""

    path = LANGUAGE
    guard = PUBLIC

    language: RememberLanguage

    def show(self, request: PageRequest) -> Answer:
        """Go back: there is no page, and a form that failed changes nothing."""
        return Leave(back_to(request, request.asked("back")))

    def act(self, request: PageRequest) -> Answer:
        """Switch, or ask for the attestation first."""
        back = back_to(request, request.text("back"))
        policy = policy_of(request.client)
        locale = ENGLISH if request.text("lang") == ENGLISH else FRENCH
        attests = bool(request.text("attested"))
        if not allowed(policy, locale, attested=attests or request.browser.attested):
            can_attest = allowed(policy, locale, attested=True)
            return LanguageView(back_path=back) if can_attest else Leave(back)
        if request.session is not None:
            self.language.remember(request.session, locale)
        return Leave(back, browser=request.browser.speaking(locale, attested=attests))
