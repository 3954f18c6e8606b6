"""`/admin/registre/importations/ID/lignes`: rows that were left out, on a page and as a file."""

from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.admin.console.guards import ADMINISTRATOR
from idp.doors.admin.console.paths import REGISTRY_IMPORTS
from idp.doors.frame import Answer, Download
from idp.doors.views.console.registry import RegistryProblemsPage
from idp.operations.registry_problems import RegistryProblemOperations

_SHOWN = 100


class RegistryProblemsDoor:
    """The list, some at a time."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/lignes"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
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
            import_id=int(import_id),
            total=told.total,
            problems=told.problems,
            more=more,
        )


class RegistryProblemFileDoor:
    """All of it, to be sent to the school."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/lignes.csv"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the file, in the reader's language. Raises Unknown."""
        told = request.read(RegistryProblemOperations.file, language=request.locale)
        return Download(told.name, told.mimetype, (told.content.encode(),))
