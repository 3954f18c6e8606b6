"""`/admin/personnes/importations`: the accounts of former systems, their imports, the decision."""

from idp.administration.action import Action
from idp.administration.people.former_accounts import FormerAccountActions
from idp.administration.people.former_schemas import DecidedAccounts, WhichAccountImport
from idp.errors import Refused
from idp.imported_accounts.reading import FORMATS
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import ACCOUNT_IMPORTS
from idp.web.frame import Answer, Download, Leave, unplaced
from idp.web.views.console.former_accounts import AccountImportsView, AccountImportView

_LISTED = 50
_SHOWN = 100
_DECISIONS: dict[str, Action[WhichAccountImport, DecidedAccounts]] = {
    "accept": FormerAccountActions.accept,
    "reject": FormerAccountActions.reject,
}
_OPEN = {"compared": {"accept", "reject"}, "received": {"reject"}, "accepted": {"reject"}}


class AccountImportsPage:
    """What there is, what was imported, the next file."""

    path = ACCOUNT_IMPORTS
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises NotAllowed."""
        before = request.text("before")
        more = {"before": before} if before else {}
        response = request.read(FormerAccountActions.list, count=_LISTED, **more)
        return AccountImportsView(
            response=response,
            formats=tuple(FORMATS),
            fresh=request.actor.is_fresh,
            older=request.next_page(response.imports, _LISTED, "import_id", name="before"),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Upload a file, or delete what nobody claimed of a source."""
        if request.text("action") == "discard":
            request.read(FormerAccountActions.discard, source=request.text("discarded"))
            return Leave(request.to(ACCOUNT_IMPORTS, notice="accounts_discarded"))
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Refused("asked.file", field="file")
        asked = request.actions.read(
            request.actor,
            FormerAccountActions.upload,
            {
                "file_name": file.filename[-200:],
                "source": request.text("source").strip(),
                "format": request.text("format"),
            },
            as_text=True,
        )
        response = request.actions.do(
            request.actor, FormerAccountActions.upload, asked, file.stream
        )
        path = f"{ACCOUNT_IMPORTS}/{response.import_id}"
        return Leave(request.to(path, notice="accounts_received"))


class AccountImportPage:
    """One import, and which of its lines have problems."""

    path = f"{ACCOUNT_IMPORTS}/<import_id>"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown, NotAllowed."""
        response = request.read(FormerAccountActions.show)
        after = request.text("after") or "0"
        problems = request.read(FormerAccountActions.problems, after=after, count=_SHOWN)
        offered = _OPEN.get(response.state, set())
        return AccountImportView(
            errors=unplaced(request.problem),
            response=response,
            problems=problems,
            choices=frozenset(each for each in offered if request.may(_DECISIONS[each])),
            more=request.next_page(problems.problems, _SHOWN, "number"),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        decided = request.read(request.chosen(_DECISIONS))
        path = f"{ACCOUNT_IMPORTS}/{decided.import_id}"
        return Leave(request.to(path, notice=f"accounts_{decided.state}"))


class AccountProblemFilePage:
    """The whole list of problems as a file."""

    path = f"{ACCOUNT_IMPORTS}/<import_id>/lignes.csv"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the file, in the reader's language. Raises Unknown."""
        response = request.read(FormerAccountActions.problem_file, language=request.locale)
        return Download(response.name, response.mimetype, (response.content.encode(),))
