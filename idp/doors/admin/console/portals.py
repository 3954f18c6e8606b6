"""`/admin/portails`: every portal, a new one, one taken over from another provider."""

from idp.clients.descriptions import FORMATS
from idp.doors.admin.console.answer import Answer, Problem, errors_of
from idp.doors.admin.console.paths import PORTALS
from idp.doors.admin.console.portal_views import line_view, note_view
from idp.doors.admin.console.visit import ConsoleVisit
from idp.doors.views import PageError
from idp.doors.views.console.portals import (
    ImportPortalPage,
    NewPortalPage,
    NoteView,
    PortalListPage,
    PortalMadePage,
)
from idp.errors import Refused
from idp.operations.clients import ClientOperations
from idp.operations.portal_asks import Kind
from idp.operations.portal_told import Described, SecretMade
from idp.spelling.dates import day
from idp.untrusted import read_json

_KINDS = tuple(str(kind) for kind in Kind)


class PortalsDoor:
    """The list."""

    path = PORTALS

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the page."""
        told = visit.read(ClientOperations.list)
        return PortalListPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            notice=visit.notice,
            portals=tuple(line_view(each, visit) for each in told.portals),
            changes=visit.may(ClientOperations.create),
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Do nothing: there is no form here."""
        return self.show(visit)


class NewPortalDoor:
    """The short form."""

    path = f"{PORTALS}/nouveau"

    def __init__(self, *, issuer: str) -> None:
        self._issuer = issuer

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the form."""
        visit.read(ClientOperations.list)
        return NewPortalPage(
            frame=visit.frame,
            console=visit.console,
            errors=errors_of(problem),
            kinds=_KINDS,
            kind=visit.text("kind") or str(Kind.SERVER),
            name_fr=visit.text("name_fr"),
            name_en=visit.text("name_en"),
            start_uri=visit.text("start_uri"),
            redirect_uris=visit.text("redirect_uris"),
            alias=visit.text("alias"),
        )

    def act(self, visit: ConsoleVisit) -> Answer:
        """Create it, and show its secret this once."""
        made = visit.do(ClientOperations.create)
        return made_page(visit, made, visit.text("name_fr"), self._issuer, is_new=True)


class ImportPortalDoor:
    """A description from Azure AD B2C, Keycloak or RFC 7591."""

    path = f"{PORTALS}/importer"

    def __init__(self, *, issuer: str) -> None:
        self._issuer = issuer

    def show(self, visit: ConsoleVisit, problem: Problem | None = None) -> Answer:
        """Return the form."""
        visit.read(ClientOperations.list)
        return self._page(visit, problem, None)

    def act(self, visit: ConsoleVisit) -> Answer:
        """Say what it becomes, or register that."""
        registers = visit.text("action") == "register"
        told = visit.do(
            ClientOperations.import_,
            content=_parsed(visit.text("content")),
            format=visit.text("format") or None,
            register=registers,
        )
        if told.id is None:
            return self._page(visit, None, told)
        name = told.metadata["branding"]["name_fr"]
        made = SecretMade(id=told.id, secret=told.secret, expires_at=told.expires_at)
        return made_page(visit, made, name, self._issuer, is_new=True)

    @staticmethod
    def _page(visit: ConsoleVisit, problem: Problem | None, told: Described | None) -> Answer:
        def notes(kind: str) -> tuple[NoteView, ...]:
            return tuple(note_view(each) for each in getattr(told, kind, ()))

        return ImportPortalPage(
            frame=visit.frame,
            console=visit.console,
            errors=_at_the_content(problem),
            formats=tuple(FORMATS),
            content=visit.text("content"),
            format=told.format if told else visit.text("format"),
            read=told is not None,
            taken=notes("taken"),
            safer=notes("safer"),
            left=notes("left"),
            refused=notes("refused"),
        )


def made_page(
    visit: ConsoleVisit, made: SecretMade, name: str, issuer: str, *, is_new: bool
) -> PortalMadePage:
    """Return the page that shows a secret, once."""
    return PortalMadePage(
        frame=visit.frame,
        console=visit.console,
        id=made.id,
        name=name,
        issuer=issuer,
        secret=made.secret,
        ends=day(made.expires_at, visit.locale) if made.expires_at else None,
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
