"""Converting Flask's request to the one that the console's pages take."""

from collections.abc import Mapping

from flask import Request

from idp.administration.actor import Actor, Role
from idp.administrators import Administrator, AdministratorId, AdministratorSession
from idp.limits import network_of
from idp.translations import words_in
from idp.web.browser import csrf_token, read_browser
from idp.web.console.console_request import AdministratorRequest, ConsoleRequest
from idp.web.console.cookie import session_token
from idp.web.console.sections import sections_for
from idp.web.remote import remote_address
from idp.web.views import Frame
from idp.web.views.console import ConsoleFrame
from idp.wiring import Provider

_NOBODY = Actor(name="anyone")
_ROLES = {str(role): role for role in Role}


class ConsoleRequestReader:
    """Reads a request once: who is signed in, and what was sent."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._settings = provider.settings

    def read(self, sent: Request, named: Mapping[str, str]) -> ConsoleRequest:
        """Return the request; `named` are the values in the path."""
        browser = read_browser(sent, self._settings)
        token = session_token(sent, self._settings)
        administrator, session = self._find(token)
        left = self._left(token) if token and administrator is None else None
        actor = self._actor(administrator, session) if administrator and session else _NOBODY
        kind: type[ConsoleRequest] = AdministratorRequest if administrator else ConsoleRequest
        actions = self._provider.administration.actions
        return kind(
            path=sent.path,
            actor=actor,
            administrator=administrator,
            session=session,
            left=left,
            actions=actions,
            frame=Frame(
                locale=browser.locale or (administrator.locale if administrator else "fr"),
                portal=None,
                journey=None,
                csrf=csrf_token(self._provider.vault, browser),
                path=sent.full_path.rstrip("?"),
                languages=("fr", "en"),
            ),
            console=ConsoleFrame(
                administrator=administrator.name if administrator else None,
                actor=actor.name,
                sections=sections_for(actor, actions, sent.path) if administrator else (),
            ),
            browser=browser,
            network=network_of(remote_address(sent, self._settings.server)),
            named=named,
            query={name: tuple(values) for name, values in sent.args.lists()},
            typed={name: tuple(values) for name, values in sent.form.lists()},
            files=sent.files if sent.method == "POST" else {},
            session_token=token,
            notice=_notice(sent),
        )

    def is_administrator(self, sent: Request) -> bool:
        """Tell whether an administrator is signed in; the body is not read."""
        return self._find(session_token(sent, self._settings))[0] is not None

    def _find(self, token: str | None) -> tuple[Administrator | None, AdministratorSession | None]:
        sessions, database = self._provider.administration.sessions, self._provider.database
        if token is None:
            return None, None
        with database.reading() as tx:
            session = sessions.find(tx, token)
            if session is None:
                return None, None
            administrator = self._provider.directory.administrators.get(
                tx, session.administrator_id
            )
        if sessions.needs_touch(session):
            with database.writing() as tx:
                sessions.touch(tx, session)
        return administrator, session

    def _left(self, token: str) -> AdministratorId | None:
        with self._provider.database.reading() as tx:
            return self._provider.administration.sessions.left_by(tx, token)

    def _actor(self, administrator: Administrator, session: AdministratorSession) -> Actor:
        return Actor(
            name=f"admin:{administrator.id}",
            roles=frozenset(_ROLES[each] for each in administrator.roles if each in _ROLES),
            is_fresh=self._provider.administration.sessions.is_fresh(session),
            session=session,
        )


def _notice(sent: Request) -> str | None:
    key = f"console_notices.{sent.args.get('notice', '')}"
    return key if sent.method == "GET" and key in words_in("fr") else None
