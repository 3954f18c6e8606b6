"""What a granted request is given: a code, and in the hybrid flow an ID token with it.

OpenID Connect Core §3.1.2.5, §3.3.2.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idp.accounts import Session
from idp.clients import Client
from idp.clock import Clock
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.authorization.respond import AuthorizationResponse, respond
from idp.settings import TokenSettings
from idp.storage import Transaction
from idp.tokens.authorization_code import Authorized, give_code
from idp.tokens.claims import Claims
from idp.tokens.id_token import Authentication, IdTokens
from idp.tokens.subject import subject_of


@dataclass(frozen=True, slots=True)
class Issued:
    """What was written, and what the ID token will say of it."""

    code: str
    authentication: Authentication
    claims: Mapping[str, Any] | None
    """As they held inside the transaction; None: no ID token in this answer."""


class Issue:
    """Grants a request."""

    def __init__(
        self,
        *,
        id_tokens: IdTokens,
        claims: Claims,
        clock: Clock,
        settings: TokenSettings,
        issuer: str,
    ) -> None:
        self._id_tokens = id_tokens
        self._claims = claims
        self._clock = clock
        self._settings = settings
        self._issuer = issuer

    def write(
        self,
        transaction: Transaction,
        client: Client,
        request: AuthorizationRequest,
        session: Session,
    ) -> Issued:
        """Write the grant and return what the answer needs."""
        authorized = Authorized(
            client_id=client.id,
            account_id=session.account_id,
            sid=session.sid,
            scope=request.scope,
            claims=request.claims,
            redirect_uri=request.to.redirect_uri,
            code_challenge=request.code_challenge,
            nonce=request.nonce,
            auth_time=session.auth_time,
            amr=session.amr,
            acr=session.acr,
        )
        code, grant = give_code(
            transaction, authorized, now=self._clock.seconds(), settings=self._settings
        )
        claims = None
        if "id_token" in request.response_type:
            claims = self._claims.for_id_token(transaction, client, grant)
        authentication = Authentication(
            subject=subject_of(session.account_id),
            sid=session.sid,
            auth_time=session.auth_time,
            amr=session.amr,
            acr=session.acr,
            nonce=request.nonce,
        )
        return Issued(code, authentication, claims)

    def respond(
        self, client: Client, request: AuthorizationRequest, issued: Issued
    ) -> AuthorizationResponse:
        """Return the answer; called after the commit, for signing is slow."""
        fields = {"code": issued.code}
        if issued.claims is not None:
            fields["id_token"] = self._id_tokens.mint(
                client,
                issued.authentication,
                issued.claims,
                now=self._clock.seconds(),
                code=issued.code,
            )
        return respond(request.to, self._issuer, **fields)
