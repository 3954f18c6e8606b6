"""`/admin/connexion`: coming in, or proving again who one is; `/admin/deconnexion`."""

from idp.doors.admin.console.answer import Answer, Leave, Problem, errors_of
from idp.doors.admin.console.caller import caller_of
from idp.doors.admin.console.paths import ENTRY, HOME, LEAVING, onward
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views.authenticating import asked_of
from idp.doors.views.console.entry import EntryPage
from idp.operations.entry import AdministratorEntry


class EntryDoor:
    """A passkey first; a password with an app's code for who has none at hand."""

    path = ENTRY

    def __init__(self, *, entry: AdministratorEntry) -> None:
        self._entry = entry

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page."""
        known = visit.administrator
        challenge = self._entry.challenge(caller_of(visit)) if self._entry.offers_passkeys else None
        return EntryPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            passkey=asked_of(challenge),
            to=onward(visit.text("to")),
            again=known.name if known else None,
            address=visit.text("address"),
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Let somebody in, and go on to where they wanted to go."""
        caller = caller_of(visit)
        if visit.text("action") == "passkey":
            came = self._entry.by_passkey(caller, visit.text("challenge"), visit.text("response"))
        else:
            came = self._entry.by_password(
                caller, visit.text("address"), visit.text("password"), visit.text("code")
            )
        return Leave(onward(visit.text("to")), token=came.token)


class LeavingDoor:
    """Signing out."""

    path = LEAVING

    def __init__(self, *, entry: AdministratorEntry) -> None:
        self._entry = entry

    def show(self, _visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Go to the first page: whoever came by an address did not mean to leave."""
        del problem
        return Leave(HOME)

    def act(self, visit: ConsoleVisit) -> Answer:
        """End the session."""
        self._entry.leave(caller_of(visit), visit.actor.name)
        return Leave(visit.to(ENTRY, notice="left"), token="")
