"""`/admin/registre/importations/ID/lignes`: rows that were left out, on a page and as a file."""

from idp.administration.registry.problems import RegistryProblemActions
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import REGISTRY_IMPORTS
from idp.web.frame import Answer, Download
from idp.web.views.console.registry import RegistryProblemsView

_SHOWN = 100


class RegistryProblemsPage:
    """The list, page by page."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/lignes"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page. Raises Unknown."""
        after = request.text("after") or "0"
        response = request.read(RegistryProblemActions.list, after=after, count=_SHOWN)
        return RegistryProblemsView(
            import_id=int(request.named["import_id"]),
            response=response,
            more=request.next_page(response.problems, _SHOWN, "number"),
        )


class RegistryProblemFilePage:
    """The whole list as a file, to be sent to the school."""

    path = f"{REGISTRY_IMPORTS}/<import_id>/lignes.csv"
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the file, in the reader's language. Raises Unknown."""
        response = request.read(RegistryProblemActions.file, language=request.locale)
        return Download(response.name, response.mimetype, (response.content.encode(),))
