"""`/admin/langue`: French or English, kept in the browser."""

from idp.web.console.console_request import ConsoleRequest
from idp.web.console.guards import PUBLIC
from idp.web.console.paths import HOME, LANGUAGE, onward
from idp.web.frame import Answer, Leave


class ConsoleLanguagePage:
    """The console is for colleagues: no attestation is asked."""

    path = LANGUAGE
    guard = PUBLIC

    def show(self, _request: ConsoleRequest) -> Answer:
        """Redirect to the first page: there is nothing to show."""
        return Leave(HOME)

    def act(self, request: ConsoleRequest) -> Answer:
        """Switch, and go back to the page one came from."""
        locale = "en" if request.text("lang") == "en" else "fr"
        spoken = request.browser.speaking(locale, attested=request.browser.attested)
        return Leave(onward(request.text("back")), browser=spoken)
