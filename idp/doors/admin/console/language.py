"""`/admin/langue`: French or English, kept in the browser."""

from idp.doors.admin.console.answer import Answer, Leave, Problem
from idp.doors.admin.console.paths import HOME, LANGUAGE, onward
from idp.doors.admin.console.visit import ConsoleVisit


class LanguageDoor:
    """The console is for colleagues: no attestation is asked."""

    path = LANGUAGE

    def show(self, _visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Go to the first page: there is nothing to look at."""
        del problem
        return Leave(HOME)

    def act(self, visit: ConsoleVisit) -> Answer:
        """Switch, and go back to the page one came from."""
        locale = "en" if visit.text("lang") == "en" else "fr"
        spoken = visit.browser.speaking(locale, attested=visit.browser.attested)
        return Leave(onward(visit.text("back")), browser=spoken)
