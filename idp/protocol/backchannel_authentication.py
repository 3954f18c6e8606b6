"""The backchannel authentication endpoint (OpenID Connect CIBA Core 1.0 §7; FAPI-CIBA).

A portal asks without the parent's browser; the parent receives a message, signs in by the usual
pages, with their budgets, and answers. Unless an administrator set the client's
`backchannel_tells_unknown_users`, an unknown address gets the same answer and is never approved:
else any portal could list who has an account.
"""

import re
from typing import Any
from urllib.parse import urlencode

from idp.clients import Client
from idp.clients.checks import CIBA
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import hashed, new_secret
from idp.limits import Limits
from idp.limits.names import (
    BACKCHANNEL_ASKED_CLIENT,
    BACKCHANNEL_ASKED_HINT,
    BACKCHANNEL_ASKED_PERSON,
)
from idp.mail import Brand, Message, Outbox
from idp.part import Part
from idp.protocol.authorization.resource import check_resource
from idp.protocol.authorization.scope import check_scope
from idp.protocol.backchannel_hint import Hint, Hints, Person, made_up
from idp.protocol.backchannel_request import SignedRequests
from idp.protocol.errors import (
    InvalidBindingMessageError,
    InvalidRequestError,
    InvalidScopeError,
    TooManyRequestsError,
    UnauthorizedClientError,
    UnknownUserIdError,
)
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.tokens.approval_requests import (
    ApprovalKind,
    ApprovalRequests,
    NewRequest,
    RequestedApproval,
)

LINK_PATH = "/demande"
# It goes into our message: words that identify a transaction, and no link to click on.
_BINDING_MESSAGE = r"[\w #'’,-]{1,64}"
# RFC 6750 §2.1
_NOTIFICATION_TOKEN = r"(?=.{1,1024}\Z)[A-Za-z0-9._~+/-]+=*"  # noqa: S105 - a pattern
_EXPIRY = r"[1-9][0-9]{0,5}"


class BackchannelAuthenticationEndpoint(Part):
    """Asks a person, by mail, to approve a client's request."""

    authentication: ClientAuthentication
    signed: SignedRequests
    hints: Hints
    requests: ApprovalRequests
    limits: Limits
    outbox: Outbox
    database: Database
    clock: Clock
    settings: Settings

    def answer(self, incoming: Incoming) -> dict[str, Any]:
        """Return the members of §7.3. Raises ProtocolError."""
        parameters = Parameters.of_body(incoming)
        client = self.authentication.authenticate(incoming, parameters)
        if CIBA not in client.grant_types:
            raise UnauthorizedClientError("the client is not registered for CIBA")
        parameters = self.signed.read(parameters, client)
        wanted = _wanted(parameters, client)
        seconds = self._seconds(parameters)
        token = _notification_token(parameters, client)
        hint = self.hints.read(parameters, client)
        try:
            # Counted whatever the outcome, and whether the account exists or not.
            with self.database.writing() as tx:
                self.limits.charge_all(
                    tx,
                    ((BACKCHANNEL_ASKED_CLIENT, client.id), (BACKCHANNEL_ASKED_HINT, hint.key)),
                )
        except PersonError as error:
            raise TooManyRequestsError("too many requests for this person, or at all") from error
        with self.database.writing() as tx:
            auth_req_id = self._ask(tx, client, hint, wanted, seconds, token)
        return {
            "auth_req_id": auth_req_id,
            "expires_in": seconds,
            "interval": self.settings.tokens.poll_interval_seconds,
        }

    def _ask(
        self,
        tx: Transaction,
        client: Client,
        hint: Hint,
        wanted: RequestedApproval,
        seconds: int,
        token: str | None,
    ) -> str:
        person = self._person(tx, client, hint)
        link = new_secret()
        auth_req_id = self.requests.ask(
            tx,
            NewRequest(
                kind=ApprovalKind.BACKCHANNEL,
                client_id=client.id,
                handle_hash=hashed(link),
                seconds=seconds,
                account_id=person.account_id,
                notification_token=token,
            ),
            wanted,
        )
        if auth_req_id is None:
            raise LookupError("a secret was drawn twice")
        # For unknown people too: the message takes most of a request's time.
        self._write(tx, client, person, wanted, link, seconds)
        return auth_req_id

    def _person(self, tx: Transaction, client: Client, hint: Hint) -> Person:
        """Return the person of the hint, or an invented one where no message may be sent."""
        person = self.hints.find(tx, hint, client)
        told = client.backchannel_tells_unknown_users
        if told and not person.exists:
            raise UnknownUserIdError("nobody here goes by that hint")
        key = person.account_id if person.exists else hint.key
        if self.limits.allows(tx, BACKCHANNEL_ASKED_PERSON, key):
            return person
        if told:
            raise TooManyRequestsError("too many requests for this person")
        return made_up()

    def _write(
        self,
        tx: Transaction,
        client: Client,
        person: Person,
        wanted: RequestedApproval,
        link: str,
        seconds: int,
    ) -> None:
        uri = f"{self.settings.server.issuer}{LINK_PATH}?{urlencode({'ref': link})}"
        name, colours = client.name_in_messages(person.locale), client.colours_in_messages
        self.outbox.put(
            tx,
            Message(
                kind="approval",
                recipient=person.address,
                locale=person.locale,
                values={
                    "service": self.settings.pages.name,
                    "portal": name,
                    # No text of a client that no administrator reviewed is sent.
                    "message": "" if client.self_registered else wanted.shown,
                    "link": uri,
                },
                brand=Brand(name, colours.fill, colours.text),
            ),
            expires_at=self.clock.seconds() + seconds,
        )

    def _seconds(self, parameters: Parameters) -> int:
        longest = self.settings.tokens.backchannel_request_seconds
        asked = parameters.get("requested_expiry")
        if asked is None:
            return longest
        if not re.fullmatch(_EXPIRY, asked):
            raise InvalidRequestError("requested_expiry must be a positive whole number")
        return min(int(asked), longest)


def _notification_token(parameters: Parameters, client: Client) -> str | None:
    if client.notification_endpoint is None:
        return None
    token = parameters.require("client_notification_token")
    if not re.fullmatch(_NOTIFICATION_TOKEN, token):
        raise InvalidRequestError("client_notification_token must be a bearer token")
    return token


def _wanted(parameters: Parameters, client: Client) -> RequestedApproval:
    scope = check_scope(parameters, client, "code")
    if "openid" not in scope:
        raise InvalidScopeError("scope must include openid")
    message = parameters.get("binding_message") or ""
    if message and not re.fullmatch(_BINDING_MESSAGE, message):
        raise InvalidBindingMessageError(
            "binding_message must be up to 64 letters, digits, spaces, commas and hyphens"
        )
    return RequestedApproval(scope, check_resource(parameters, client.resources), message)
