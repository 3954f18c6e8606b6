"""Reads Flask's request into that of parents' pages."""

from collections.abc import Iterable, Mapping

from flask import Request
from msgspec.structs import replace

from idp.accounts import Session
from idp.clients import Client
from idp.clients.contrast import DEFAULT
from idp.clock import MINUTE
from idp.journeys.journey import Journey
from idp.journeys.language import chosen, policy_of
from idp.journeys.support import SCREENSHOT_BYTES
from idp.journeys.visitor import Visitor
from idp.limits import network_of
from idp.web.browser import Browser, csrf_token, read_browser
from idp.web.pages.device import device_of
from idp.web.pages.framing import frame_for, kept_address, portal_link
from idp.web.pages.page_request import NOTICES, LeftSession, PageRequest, SignedInRequest
from idp.web.remote import remote_address
from idp.wiring import Provider

_FRESH_SECONDS = 15 * MINUTE
"""For how long a sign-in is recent enough for sensitive pages."""
_SCREENSHOT = "screenshot"


class PageRequestReader:
    """Reads a request once, in one transaction."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._settings = provider.settings

    def read(self, sent: Request, path: str, held: Mapping[str, str] | None = None) -> PageRequest:
        """Return the request to the page at `path`; `held` are fields that were typed before."""
        browser = read_browser(sent, self._settings)
        query = _first_values(sent.args.items())
        is_form = sent.method == "POST"
        typed = held if held is not None else _first_values(sent.form.items() if is_form else ())
        journey_id = {**query, **typed}.get("journey")
        journey, session, signed_in_as = self._find(browser, journey_id)
        left = None if session else self._left(browser.session_token)
        client = self._provider.directory.clients.find(journey.client_id) if journey else None
        last = self._last_portal(browser)
        visitor = self._visitor(sent, browser, client, journey, session)
        if client is None and last is not None:
            # Its messages are about the account that this browser uses for that portal.
            visitor = _spoken_for(visitor, last)
        picture = sent.files.get(_SCREENSHOT) if is_form else None
        kind: type[PageRequest] = PageRequest if session is None else SignedInRequest
        return kind(
            path=path,
            browser=browser,
            visitor=visitor,
            session=session,
            is_fresh=session is not None and self._is_fresh(session),
            journey=journey,
            client=client,
            frame=replace(
                frame_for(
                    address=kept_address(path, {**query, **typed}, journey),
                    locale=visitor.locale,
                    csrf=csrf_token(self._provider.vault, browser),
                    client=client,
                    journey=journey,
                    signed_in_as=signed_in_as,
                ),
                onward=portal_link(last, visitor.locale),
            ),
            is_lost=bool(journey_id) and journey is None,
            query=query,
            typed=typed,
            notice=None if typed else NOTICES.get(query.get("notice", "")),
            screenshot=picture.stream.read(SCREENSHOT_BYTES + 1) if picture else b"",
            user_agent=sent.headers.get("User-Agent", ""),
            left=left,
        )

    def _last_portal(self, browser: Browser) -> Client | None:
        """Return the portal that sent the browser last; not one that registered itself."""
        portal = browser.portal
        client = self._provider.directory.clients.find(portal) if portal else None
        return None if client is None or client.self_registered else client

    def _is_fresh(self, session: Session) -> bool:
        return self._provider.clock.seconds() - session.auth_time <= _FRESH_SECONDS

    def _find(
        self, browser: Browser, journey_id: str | None
    ) -> tuple[Journey | None, Session | None, str | None]:
        """Return the journey, the session and the first address of its account."""
        provider, token = self._provider, browser.session_token
        if not token and not journey_id:
            # No query: the page shows also while the database is down.
            return None, None, None
        with provider.database.reading() as tx:
            session = provider.directory.sessions.find(tx, token) if token else None
            journey = provider.journeys.waiting.get(tx, journey_id) if journey_id else None
            addresses = (
                provider.directory.addresses.of_account(tx, session.account_id) if session else ()
            )
        if session is not None and provider.directory.sessions.needs_touch(session):
            with provider.database.writing() as tx:
                provider.directory.sessions.touch(tx, session)
        return journey, session, addresses[0].address.written if addresses else None

    def _left(self, token: str | None) -> LeftSession | None:
        """Return the session of `token` if it ended only by being left for too long."""
        if not token:
            return None
        directory = self._provider.directory
        with self._provider.database.reading() as tx:
            account_id = directory.sessions.left_by(tx, token)
            addresses = directory.addresses.of_account(tx, account_id) if account_id else ()
        if account_id is None or not addresses:
            return None
        return LeftSession(account_id, addresses[0].address.written)

    def _visitor(
        self,
        sent: Request,
        browser: Browser,
        client: Client | None,
        journey: Journey | None,
        session: Session | None,
    ) -> Visitor:
        requested_languages = (
            browser.locale,
            *(journey.request.ui_locales if journey else ()),
            session.locale if session else None,
        )
        locale = chosen(policy_of(client), requested_languages, attested=browser.attested)
        uri = journey.request.to.redirect_uri if journey else None
        return Visitor(
            browser=browser.id,
            network=network_of(remote_address(sent, self._settings.server)),
            device=device_of(sent.headers.get("User-Agent", "")),
            locale=locale,
            portal=client.name_in_messages(locale, uri) if client else self._settings.pages.name,
            session_token=browser.session_token,
            journey_hash=journey.id_hash if journey else None,
            colours=client.colours_in_messages if client else DEFAULT,
        )


def _spoken_for(visitor: Visitor, client: Client) -> Visitor:
    """Return `visitor`, whose messages carry the name and colours of `client`."""
    return replace(
        visitor,
        portal=client.name_in_messages(visitor.locale),
        colours=client.colours_in_messages,
    )


def _first_values(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    # PostgreSQL keeps no NUL in a text, and nobody types one.
    return {name: value.replace("\0", "") for name, value in items}
