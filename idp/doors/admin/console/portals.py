"""`/admin/portails`: every portal, a new one, one taken over from another provider."""

from idp.clients.descriptions import FORMATS
from idp.doors.admin.console.console_request import AdministratorRequest
from idp.doors.admin.console.guards import ADMINISTRATOR
from idp.doors.admin.console.paths import PORTALS
from idp.doors.admin.console.portal_views import line_view
from idp.doors.frame import Answer, Problem, errors_of
from idp.doors.views import PageError
from idp.doors.views.console.portals import (
    ImportPortalPage,
    NewPortalPage,
    PortalListPage,
    PortalMadePage,
)
from idp.errors import Refused
from idp.operations.clients import ClientOperations
from idp.operations.portal_asks import Kind
from idp.operations.portal_told import Described, NoteTold, SecretMade
from idp.part import Part
from idp.spelling.dates import day
from idp.untrusted import read_json

_KINDS = tuple(str(kind) for kind in Kind)


class PortalsDoor:
    """The list."""

    path = PORTALS
    guard = ADMINISTRATOR

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page."""
        told = request.read(ClientOperations.list)
        return PortalListPage(
            portals=tuple(line_view(each, request) for each in told.portals),
            changes=request.may(ClientOperations.create),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Do nothing: there is no form here."""
        return self.show(request)


class NewPortalDoor(Part):
    """The short form."""

    path = f"{PORTALS}/nouveau"
    guard = ADMINISTRATOR

    issuer: str

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form."""
        request.read(ClientOperations.list)
        return NewPortalPage(
            kinds=_KINDS,
            kind=request.text("kind") or str(Kind.SERVER),
            name_fr=request.text("name_fr"),
            name_en=request.text("name_en"),
            start_uri=request.text("start_uri"),
            redirect_uris=request.text("redirect_uris"),
            alias=request.text("alias"),
        )

    def act(self, request: AdministratorRequest) -> Answer:
        """Create it, and show its secret this once."""
        made = request.do(ClientOperations.create)
        return made_page(request, made, request.text("name_fr"), self.issuer, is_new=True)


class ImportPortalDoor(Part):
    """A description from Azure AD B2C, Keycloak or RFC 7591."""

    path = f"{PORTALS}/importer"
    guard = ADMINISTRATOR

    issuer: str

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the form."""
        request.read(ClientOperations.list)
        return self._page(request, None)

    def act(self, request: AdministratorRequest) -> Answer:
        """Say what it becomes, or register that."""
        registers = request.text("action") == "register"
        told = request.do(
            ClientOperations.import_,
            content=_parsed(request.text("content")),
            format=request.text("format") or None,
            register=registers,
        )
        if told.id is None:
            return self._page(request, told)
        name = told.metadata["branding"]["name_fr"]
        made = SecretMade(id=told.id, secret=told.secret, expires_at=told.expires_at)
        return made_page(request, made, name, self.issuer, is_new=True)

    @staticmethod
    def _page(request: AdministratorRequest, told: Described | None) -> Answer:
        def notes(kind: str) -> tuple[NoteTold, ...]:
            return getattr(told, kind, ())

        return ImportPortalPage(
            errors=_at_the_content(request.problem),
            formats=tuple(FORMATS),
            content=request.text("content"),
            format=told.format if told else request.text("format"),
            read=told is not None,
            taken=notes("taken"),
            safer=notes("safer"),
            left=notes("left"),
            refused=notes("refused"),
        )


def made_page(
    request: AdministratorRequest, made: SecretMade, name: str, issuer: str, *, is_new: bool
) -> PortalMadePage:
    """Return the page that shows a secret, once."""
    return PortalMadePage(
        id=made.id,
        name=name,
        issuer=issuer,
        secret=made.secret,
        ends=day(made.expires_at, request.locale) if made.expires_at else None,
        is_new=is_new,
    )


def _parsed(text: str) -> dict[str, object]:
    try:
        content = read_json(text)
    except ValueError as error:
        raise Refused("clients.not_json", field="content") from error
    if not isinstance(content, dict):
        raise Refused("clients.one_client", field="content")
    return content


def _at_the_content(problem: Problem | None) -> tuple[PageError, ...]:
    # What is wrong stands inside the description, whatever member it is.
    if isinstance(problem, Refused) and problem.field not in {None, "format"}:
        problem.field = "content"
    return errors_of(problem)
