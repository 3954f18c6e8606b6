"""`/admin/registre/importations/ID/lignes`: rows that were left out, on a page and as a file."""

from idp.doors.admin.console.answer import Answer, Download, Problem
from idp.doors.admin.console.console_request import ConsoleRequest
from idp.doors.admin.console.paths import REGISTRY_IMPORTS
from idp.doors.views.console.registry import RegistryProblemsPage
from idp.errors import Refused
from idp.operations.registry_problems import RegistryProblemOperations

_SHOWN = 100


class RegistryProblemsDoor:
    """The list, some at a time."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/lignes"

    def show(self, request: ConsoleRequest, problem: Problem | None = None) -> Answer:  # noqa: ARG002 - as every page
        """Return the page. Raises Unknown."""
        import_id = request.named["import_id"]
        after = request.text("after") or "0"
        told = request.read(
            RegistryProblemOperations.list, import_id=import_id, after=after, count=_SHOWN
        )
        more = None
        if len(told.problems) == _SHOWN:
            here = f"{REGISTRY_IMPORTS}/{import_id}/lignes"
            more = request.to(here, after=str(told.problems[-1].number))
        return RegistryProblemsPage(
            frame=request.frame,
            console=request.console,
            errors=(),
            notice=request.notice,
            import_id=int(import_id),
            total=told.total,
            problems=told.problems,
            more=more,
        )

    def act(self, request: ConsoleRequest) -> Answer:
        """Refuse: there is nothing to send here."""
        raise Refused("asked.choice", name=request.text("action"))


class RegistryProblemFileDoor:
    """All of it, to be sent to the school."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/lignes.csv"

    def show(self, request: ConsoleRequest, problem: Problem | None = None) -> Answer:  # noqa: ARG002 - as every page
        """Return the file, in the reader's language. Raises Unknown."""
        told = request.read(RegistryProblemOperations.file, language=request.locale)
        return Download(told.name, told.mimetype, (told.content.encode(),))

    def act(self, request: ConsoleRequest) -> Answer:
        """Send the file: there is no form here."""
        return self.show(request)
