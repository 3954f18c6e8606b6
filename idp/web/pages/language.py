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
        """Ask for the attestation; otherwise go back: a form that failed changes nothing."""
        back = back_to(request, request.asked("back"))
        asks = request.problem is None and _needs_attestation(request)
        return LanguageView(back_path=back) if asks else Leave(back)

    def act(self, request: PageRequest) -> Answer:
        """Switch, or ask for the attestation first."""
        back = back_to(request, request.text("back"))
        policy = policy_of(request.client)
        locale = ENGLISH if request.text("lang") == ENGLISH else FRENCH
        attests = bool(request.text("attested"))
        if not allowed(policy, locale, attested=attests or request.browser.attested):
            return Leave(request.to(self.path, back=back))
        if request.session is not None:
            self.language.remember(request.session, locale)
        return Leave(back, browser=request.browser.speaking(locale, attested=attests))


def _needs_attestation(request: PageRequest) -> bool:
    policy = policy_of(request.client)
    is_open = allowed(policy, ENGLISH, attested=request.browser.attested)
    return not is_open and allowed(policy, ENGLISH, attested=True)
