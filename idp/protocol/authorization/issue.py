"""What a granted request receives, by its response type.

OpenID Connect Core §3.1.2.5, §3.2.2.5, §3.3.2.5; RFC 6749 §4.2.2.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from idp.accounts import Session
from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.clock import Clock
from idp.part import Part
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.authorization.respond import AuthorizationResponse, respond
from idp.protocol.b2c import client_info
from idp.protocol.encryption import Encryption
from idp.protocol.session_management import session_state
from idp.settings import TokenSettings
from idp.storage import Transaction
from idp.tokens.access_token import AccessTokens, Terms
from idp.tokens.authorization_code import Authorized, give_code
from idp.tokens.claims import Claims
from idp.tokens.code_at_once import give_code_at_once
from idp.tokens.grant import Grant
from idp.tokens.id_token import Authentication, IdTokens
from idp.tokens.requested_grant import RequestedGrant
from idp.tokens.subject import Subjects

_CODE = frozenset({"code"})


class Issued(Struct, frozen=True):
    """What was written, and what the ID token will contain."""

    code: str | None
    """None: the response type asks for none."""
    grant: Grant
    claims: Mapping[str, Any] | None
    """As they held inside the transaction; None: no ID token in this answer."""
    session_state: str | None
    """What the portal's page may watch the session by."""


class Issue(Part):
    """Grants an authorization request."""

    id_tokens: IdTokens
    encryption: Encryption
    subjects: Subjects
    access_tokens: AccessTokens
    claims: Claims
    clock: Clock
    settings: TokenSettings
    issuer: str

    def prepare(self, client: Client, request: AuthorizationRequest) -> None:
        """Check that the answer can be encrypted, before anything single-use is spent.

        Raises EncryptionKeyMissingError, TooBusyError.
        """
        if "id_token" in request.words:
            self.encryption.prepare(client, client.id_token_encrypted_response_alg)
        if request.to.mode.is_signed:
            self.encryption.prepare(client, client.authorization_encrypted_response_alg)

    def writes_once(self, request: AuthorizationRequest) -> bool:
        """Return whether `write` runs one statement: the ID token's claims would take more."""
        return "id_token" not in request.words

    def is_code_alone(self, request: AuthorizationRequest) -> bool:
        """Return whether the answer is a code in the open, which `at_once` can give."""
        to = request.to
        return request.words == _CODE and not to.mode.is_signed and not request.client_info

    def at_once(
        self, tx: Transaction, client: Client, request: AuthorizationRequest, session_hash: bytes
    ) -> AuthorizationResponse | None:
        """Give the code in the session of `session_hash`, without having read it.

        None, and nothing is written, where the session has to be read first.
        """
        code = give_code_at_once(
            tx,
            _requested(client, request),
            session_hash,
            now=self.clock.seconds(),
            settings=self.settings,
            code_seconds=self._code_seconds(client),
        )
        if code is None:
            return None
        watched = _watched(client, request, session_hash)
        fields = {} if watched is None else {"session_state": watched}
        return respond(request.to, self.issuer, code=code, **fields)

    def _code_seconds(self, client: Client) -> int:
        return min(self.settings.code_seconds, rules_of(client).longest_code_seconds)

    def write(
        self,
        tx: Transaction,
        client: Client,
        request: AuthorizationRequest,
        session: Session,
    ) -> Issued:
        """Write the grant and return what the answer needs. Raises NoLongerAllowedError."""
        authorized = Authorized(
            **structs.asdict(_requested(client, request)),
            account_id=session.account_id,
            sid=session.sid,
            auth_time=session.auth_time,
            amr=session.amr,
            acr=request.achieved(session.acr),
            by_consent=client.asks_consent,
        )
        with_code = "code" in request.words
        code, grant = give_code(
            tx,
            authorized,
            session,
            now=self.clock.seconds(),
            settings=self.settings,
            code_seconds=self._code_seconds(client) if with_code else 0,
        )
        claims = None
        if "id_token" in request.words:
            alone = request.words == {"id_token"}
            claims = self.claims.for_id_token(tx, client, grant, alone=alone)
        watched = _watched(client, request, session.id_hash)
        return Issued(code if with_code else None, grant, claims, watched)

    def respond(
        self, client: Client, request: AuthorizationRequest, issued: Issued
    ) -> AuthorizationResponse:
        """Return the answer; called after the commit, for signing is slow."""
        fields: dict[str, str] = {}
        subject = ""
        if request.words != {"code"} or request.client_info:
            subject = self.subjects.of(client, issued.grant.account_id)
        if issued.code is not None:
            fields["code"] = issued.code
        if "token" in request.words:
            fields |= self._access_token(issued.grant, subject)
        if issued.claims is not None:
            id_token = self.id_tokens.mint(
                client,
                _authentication(issued.grant, subject),
                issued.claims,
                now=self.clock.seconds(),
                access_token=fields.get("access_token"),
                code=issued.code,
            )
            fields["id_token"] = self.encryption.id_token(client, id_token)
        if request.client_info and request.policy is not None:
            fields["client_info"] = client_info(client, request.policy, subject)
        if issued.session_state is not None:
            fields["session_state"] = issued.session_state
        return respond(request.to, self.issuer, **fields)

    def _access_token(self, grant: Grant, subject: str) -> dict[str, str]:
        # RFC 9700 §2.1.2: a token that passes through a browser may leak, so it is short-lived.
        seconds = self.settings.front_channel_token_seconds
        terms = Terms(now=self.clock.seconds(), scope=grant.scope, seconds=seconds)
        token = self.access_tokens.for_grant(grant, subject, terms)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": str(seconds),
            "scope": " ".join(grant.scope),
        }


def _requested(client: Client, request: AuthorizationRequest) -> RequestedGrant:
    return RequestedGrant(
        client_id=client.id,
        scope=request.scope,
        claims=request.claims,
        redirect_uri=request.to.redirect_uri,
        code_challenge=request.code_challenge,
        nonce=request.nonce,
        resource=request.resource,
        authorization_details=request.authorization_details,
        dpop_jkt=request.dpop_jkt,
        policy=request.policy,
    )


def _watched(client: Client, request: AuthorizationRequest, session_hash: bytes) -> str | None:
    """Return what the portal's page may watch the session by."""
    if "openid" not in request.scope:
        return None
    return session_state(client.id, request.to.redirect_uri, session_hash)


def _authentication(grant: Grant, subject: str) -> Authentication:
    return Authentication(
        subject=subject,
        sid=grant.sid,
        auth_time=grant.auth_time,
        amr=grant.amr,
        acr=grant.acr,
        nonce=grant.nonce,
        policy=grant.policy,
    )
