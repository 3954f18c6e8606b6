"""`/admin/portails`: every portal, a new one, one taken over from another provider."""

from idp.administration.portals.actions import ClientActions
from idp.administration.portals.requests import PortalKind
from idp.administration.portals.responses import Described
from idp.clients.descriptions import FORMATS
from idp.errors import Refused
from idp.part import Part
from idp.untrusted import read_json
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR
from idp.web.console.paths import PORTALS
from idp.web.frame import Answer, Problem, errors_of
from idp.web.views import PageError
from idp.web.views.console.portals import (
    ImportPortalView,
    NewPortalView,
    PortalListView,
    PortalMadeView,
)

_KINDS = tuple(str(kind) for kind in PortalKind)


class PortalListPage:
    """The list."""

    path = PORTALS
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        return PortalListView(
            portals=request.read(ClientActions.list).portals,
            changes=request.may(ClientActions.create),
        )


class NewPortalPage(Part):
    """The short form."""

    path = f"{PORTALS}/nouveau"
    guard = ADMINISTRATOR

    issuer: str

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form."""
        request.read(ClientActions.list)
        return NewPortalView(kinds=_KINDS)

    def act(self, request: AdministratorRequest) -> Answer:
        """Create it, and show its secret once."""
        made, name = request.do(ClientActions.create), request.text("name_fr")
        return PortalMadeView(made=made, name=name, issuer=self.issuer, is_new=True)


class ImportPortalPage(Part):
    """A description from Azure AD B2C, Keycloak or RFC 7591."""

    path = f"{PORTALS}/importer"
    guard = ADMINISTRATOR

    issuer: str

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form."""
        request.read(ClientActions.list)
        return self._page(request, None)

    def act(self, request: AdministratorRequest) -> Answer:
        """Show what it becomes, or register that."""
        response = request.do(
            ClientActions.import_,
            content=_parsed(request.text("content")),
            format=request.text("format") or None,
            register=request.text("action") == "register",
        )
        if response.id is None:
            return self._page(request, response)
        name = response.metadata["branding"]["name_fr"]
        return PortalMadeView(made=response, name=name, issuer=self.issuer, is_new=True)

    @staticmethod
    def _page(request: AdministratorRequest, response: Described | None) -> Answer:
        errors = _at_the_content(request.problem)
        return ImportPortalView(errors=errors, formats=tuple(FORMATS), response=response)


def _parsed(text: str) -> dict[str, object]:
    try:
        content = read_json(text)
    except ValueError as error:
        raise Refused("clients.not_json", field="content") from error
    if not isinstance(content, dict):
        raise Refused("clients.one_client", field="content")
    return content


def _at_the_content(problem: Problem | None) -> tuple[PageError, ...]:
    # Whatever member is wrong, it is inside the description.
    if isinstance(problem, Refused) and problem.field not in {None, "format"}:
        problem.field = "content"
    return errors_of(problem)
