"""Answers a portal's request: at once, or after the pages that are needed."""

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode

from msgspec import Struct

from idp.accounts import Session, Sessions
from idp.clients import Client, Clients
from idp.clock import MINUTE, Clock
from idp.errors import DatabaseUnavailableError, NoLongerAllowedError, PersonError
from idp.ids import hashed
from idp.journeys.approvals import Approvals
from idp.journeys.dispatch import Dispatch
from idp.journeys.journey import Journey, Mark
from idp.journeys.steps import APPROVE, CONTINUE_PATH, SIGN_IN, Step
from idp.journeys.waiting import WaitingRequests
from idp.part import Part
from idp.protocol.authorization.endpoint import AuthorizationEndpoint
from idp.protocol.authorization.issue import Issue
from idp.protocol.authorization.jarm import SignedResponses
from idp.protocol.authorization.prompt import Prompt
from idp.protocol.authorization.request import AuthorizationRequest, ReturnAddress
from idp.protocol.authorization.respond import AuthorizationResponse, refuse
from idp.protocol.errors import (
    LoginRequiredError,
    ProtocolError,
    TemporarilyUnavailableError,
    UnmetAuthenticationRequirementsError,
)
from idp.protocol.incoming import Incoming
from idp.storage import Database, Transaction
from idp.tokens.pushed_request import PushedRequests
from idp.tokens.subject import Subjects

_NONCE_MARGIN_SECONDS = 2 * MINUTE
_PRESSED_AGAIN_SECONDS = 5


class GoTo(Struct, frozen=True):
    """The browser goes on to another page of ours, or to the portal's start."""

    uri: str


Outcome = AuthorizationResponse | GoTo


class _AnsweredElsewhereError(Exception):
    """Another journey answered the same pushed request since it was read; nothing was written."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client = client


class Arrival(Part):
    """Receives requests and resumes journeys; every page returns here."""

    endpoint: AuthorizationEndpoint
    issue: Issue
    signed: SignedResponses
    waiting: WaitingRequests
    pushed: PushedRequests
    dispatch: Dispatch
    approvals: Approvals
    sessions: Sessions
    subjects: Subjects
    clients: Clients
    database: Database
    clock: Clock
    issuer: str

    def arrive(self, incoming: Incoming, session_token: str | None, network: str) -> Outcome:
        """Answer the portal, or begin a journey. Raises NotRedirectableError, PRV-REQUEST-GONE."""
        asked = self.endpoint.address(incoming)
        client = asked.client
        try:
            request = self.endpoint.request(asked)
        except ProtocolError as error:
            return self._refused(client, asked.to, error, asked.policy)
        if incoming.method == "POST" and session_token is None:
            # A page of another site posted this, so the browser kept our Lax cookie to itself;
            # it sends it when we redirect it to a page of ours.
            return self._begin(request, CONTINUE_PATH, network)
        try:
            if session_token is not None and (
                answer := self._at_once(client, request, session_token)
            ):
                return answer
            with self.database.holding():
                return _settled(
                    lambda token: self._arrived(client, request, token, network), session_token
                )
        except DatabaseUnavailableError:
            if Prompt.NONE not in request.prompt:
                raise
            # A portal that renews a session in silence loads this in a frame that nobody sees.
            away = TemporarilyUnavailableError("ask again")
            return self._refused(client, asked.to, away, asked.policy)

    def resume(self, journey_id: str, session_token: str | None) -> Outcome:
        """Answer the portal, or say which page is next.

        Raises PersonError PRV-REQUEST-GONE, PRV-APPROVAL-OTHER.
        """
        return _settled(lambda token: self._resumed(journey_id, token), session_token)

    def _at_once(
        self, client: Client, request: AuthorizationRequest, session_token: str
    ) -> AuthorizationResponse | None:
        """Answer where every live session will do; None: the session has to be read first."""
        if not (
            self.dispatch.any_session_will_do(client, request)
            and self.issue.is_code_alone(request)
            and request.pushed is None
        ):
            return None
        with self.database.writing(once=True) as tx:
            return self.issue.at_once(tx, client, request, hashed(session_token))

    def _arrived(
        self, client: Client, request: AuthorizationRequest, session_token: str | None, network: str
    ) -> Outcome:
        with self.database.reading() as tx:
            session = self.sessions.find(tx, session_token) if session_token else None
            step = self.dispatch.next_step(tx, client, request, session)
        if step is None and session is not None:
            return self._answer(client, request, session, None)
        if step is not None and Prompt.NONE in request.prompt:
            return self._answer_no(client, request, None, step.unasked())
        return self._begin(request, step.path if step else CONTINUE_PATH, network)

    def _resumed(self, journey_id: str, session_token: str | None) -> Outcome:
        found = self._find(journey_id)
        if found is None:
            # That page says that the request expired, and leads to the portal's start.
            return _page(SIGN_IN.path, journey_id)
        journey, client = found
        if journey.answered_at is not None:
            return self._answered_before(client, journey, journey.answered_at)
        with self.database.reading() as tx:
            session = self.sessions.find(tx, session_token) if session_token else None
            step = self.dispatch.next_step(tx, client, journey.request, session, journey)
            refusal = self._refusal(tx, journey, client, session, step)
        if refusal is not None:
            return self._answer_no(client, journey.request, journey, refusal)
        if step is not None or session is None:
            return _page(step.path if step else CONTINUE_PATH, journey.id)
        if self._nonce_has_expired(client, journey):
            # The portal would refuse its own nonce, after the parent did everything right. It
            # starts over, and the session answers its new request at once.
            return _to_start(client)
        return self._answer(client, journey.request, session, journey)

    def _answered_before(self, client: Client, journey: Journey, answered_at: int) -> Outcome:
        """Return what follows an answer that was given before.

        Of a button pressed twice, the browser drops the first answer. A "no" is given again: the
        portal's start would ask the same question of who has just refused. A code is not.
        """
        request, refused = journey.request, journey.refusal
        was_now = self.clock.seconds() - answered_at <= _PRESSED_AGAIN_SECONDS
        if refused is not None and was_now and request.approves is None:
            return self._refused(client, request.to, refused, request.policy)
        return _after(client, journey)

    def _find(self, journey_id: str) -> tuple[Journey, Client] | None:
        with self.database.reading() as tx:
            journey = self.waiting.get(tx, journey_id)
        # Outside the block: reading the clients again takes a connection of its own.
        client = self.clients.find(journey.client_id) if journey else None
        return None if journey is None or client is None else (journey, client)

    def _begin(self, request: AuthorizationRequest, path: str, network: str) -> GoTo:
        with self.database.writing() as tx:
            journey = self.waiting.begin(tx, request, network)
        return _page(path, journey.id)

    def _answer(
        self,
        client: Client,
        request: AuthorizationRequest,
        session: Session,
        journey: Journey | None,
    ) -> Outcome:
        """Answer in `session`.

        Raises NoLongerAllowedError if the session ended or a consent was withdrawn meanwhile, and
        what `_take` raises.
        """
        try:
            self.issue.prepare(client, request)
        except ProtocolError as error:
            return self._answer_no(client, request, journey, error)
        touches = self.sessions.needs_touch(session)
        more = touches or journey is not None or bool(request.pushed)
        with self.database.writing(once=not more and self.issue.writes_once(request)) as tx:
            # Before it is locked for reading: of two that share the lock, neither could write.
            if touches:
                self.sessions.touch(tx, session)
            issued = self.issue.write(tx, client, request, session)
            # After session and consent, as where a page marks it, to avoid a deadlock.
            self._take(tx, client, request, journey)
        return self.signed.secured(client, self.issue.respond(client, request, issued))

    def _answer_no(
        self,
        client: Client,
        request: AuthorizationRequest,
        journey: Journey | None,
        error: ProtocolError,
    ) -> Outcome:
        """Answer by `error`. Raises what `_take` raises."""
        if journey is not None and request.approves is not None:
            return self._end_approval(client, journey)
        if journey is not None or request.pushed:
            with self.database.writing() as tx:
                self._take(tx, client, request, journey)
        return self._refused(client, request.to, error, request.policy)

    def _take(
        self,
        tx: Transaction,
        client: Client,
        request: AuthorizationRequest,
        journey: Journey | None,
    ) -> None:
        """Take the request, which is answered once: by this transaction, or by another.

        Raises NoLongerAllowedError if the journey was answered or marked since it was read, and
        _AnsweredElsewhereError.
        """
        if journey is not None and not self.waiting.answer(tx, journey):
            raise NoLongerAllowedError
        if request.pushed and not self.pushed.spend(tx, request.pushed):
            raise _AnsweredElsewhereError(client)

    def _end_approval(self, client: Client, journey: Journey) -> GoTo:
        if Mark.REFUSED not in journey.marks:
            # Only the person it is meant for may refuse it, and may still sign in.
            raise PersonError("PRV-APPROVAL-OTHER", "errors.approval_other")
        self.approvals.refuse(journey, None)
        return _after(client, journey)

    def _refused(
        self, client: Client, to: ReturnAddress, error: ProtocolError, policy: str | None
    ) -> AuthorizationResponse:
        return self.signed.secured(client, refuse(to, self.issuer, error, policy))

    def _refusal(
        self,
        tx: Transaction,
        journey: Journey,
        client: Client,
        session: Session | None,
        step: Step | None,
    ) -> ProtocolError | None:
        """Return the error that ends the journey, or None to continue."""
        if refused := journey.refusal:
            return refused
        if step is not None and Prompt.NONE in journey.request.prompt:
            return step.unasked()
        # Asking again is no use: the person who just signed in would sign in the same way.
        if session is None or not journey.has_signed_in(session):
            return None
        request = journey.request
        if not self.subjects.is_meant(tx, request.subject, client, session.account_id):
            # OpenID Connect Core §3.1.2.1: the portal meant another person.
            return LoginRequiredError("another person signed in")
        if not request.is_met_by(session.acr):
            # §5.5.1.1: a class that is essential and not reached is a failed sign-in.
            return UnmetAuthenticationRequirementsError("the sign-in did not reach that acr")
        return None

    def _nonce_has_expired(self, client: Client, journey: Journey) -> bool:
        if client.nonce_seconds is None or client.start_uri is None:
            return False
        age = self.clock.seconds() - journey.created_at
        return age > client.nonce_seconds - _NONCE_MARGIN_SECONDS


def _settled(decide: Callable[[str | None], Outcome], session_token: str | None) -> Outcome:
    """Decide, again if session or journey changed meanwhile, and at last without a session.

    A journey changes by a new mark, each once, and by its answer.
    """
    try:
        for _ in range(len(Mark) + 1):
            with suppress(NoLongerAllowedError):
                return decide(session_token)
        return decide(None)
    except _AnsweredElsewhereError as over:
        return _to_start(over.client)


def _page(path: str, journey_id: str) -> GoTo:
    return GoTo(f"{path}?{urlencode({'journey': journey_id})}")


def _after(client: Client, journey: Journey) -> GoTo:
    """Return the page that follows an answered journey."""
    waits_elsewhere = journey.request.approves is not None
    return _page(APPROVE.path, journey.id) if waits_elsewhere else _to_start(client)


def _to_start(client: Client) -> GoTo:
    """Return the portal's start. Raises PersonError PRV-REQUEST-GONE where we know of none."""
    if client.home_uri is None:
        raise PersonError("PRV-REQUEST-GONE", "errors.request_gone")
    return GoTo(client.home_uri)
