"""The phases of the token endpoint (RFC 6749 §3.2, §5.1; OpenID Connect Core §3.1.3.3)."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from idp.clients import Client
from idp.clients.refusals import Refusal, RefusalReason
from idp.clock import Clock
from idp.part import Part
from idp.protocol.b2c import client_info, token_members, wants_client_info
from idp.protocol.encryption import Encryption
from idp.protocol.errors import (
    UnauthorizedClientError,
    UnsupportedGrantTypeError,
)
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.binding.possession import Possession
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.protocol.token.request import TokenRequest
from idp.tokens.access_token import AccessTokens, Terms
from idp.tokens.confirmation import Confirmation
from idp.tokens.id_token import Authentication, IdTokens
from idp.tokens.refresh_token import RefreshTokens
from idp.tokens.subject import Subjects


class GrantType(Protocol):
    """One value of `grant_type`."""

    @property
    def name(self) -> str:
        """The value."""
        ...

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return the tokens allowed, after the commit. Raises ProtocolError."""
        ...


class TokenEndpoint(Part):
    """Answers token requests: authenticate, find the grant, redeem, mint."""

    authentication: ClientAuthentication
    possession: Possession
    grants: Mapping[str, GrantType]
    access_tokens: AccessTokens
    id_tokens: IdTokens
    encryption: Encryption
    subjects: Subjects
    refresh_tokens: RefreshTokens
    clock: Clock

    def answer(self, incoming: Incoming) -> dict[str, Any]:
        """Return the members of a successful answer. Raises ProtocolError."""
        parameters = Parameters.of_body(incoming)
        client = self.authentication.authenticate(incoming, parameters)
        grant_type = parameters.require("grant_type")
        grant = self.grants.get(grant_type)
        if grant_type == "password":
            raise UnsupportedGrantTypeError(
                "passwords are typed on the provider's own pages alone: use the code flow"
            )
        if grant is None:
            raise UnsupportedGrantTypeError("no grant of that name")
        if grant_type not in client.grant_types:
            raise UnauthorizedClientError(
                "the client is not registered for this grant",
                refusal=Refusal(client.id, RefusalReason.GRANT_NOT_REGISTERED),
            )
        confirmation = self.possession.at_token_endpoint(incoming, client)
        # Checked before a code is spent for a token that could not be encrypted.
        self.encryption.prepare(client, client.id_token_encrypted_response_alg)
        allowed = grant.redeem(TokenRequest(client, parameters, confirmation))
        # Signing comes after the commit: it is slow, and nothing else may wait for it.
        answer = self._mint(client, allowed, confirmation)
        if incoming.alias is not None:
            answer |= self._for_b2c(client, allowed, parameters, answer)
        return answer

    def _for_b2c(
        self, client: Client, allowed: Allowed, parameters: Parameters, answer: dict[str, Any]
    ) -> dict[str, Any]:
        seconds = client.id_token_seconds or self.id_tokens.seconds
        members = token_members(answer, self.clock.seconds(), seconds)
        grant = allowed.grant
        if grant is not None and grant.policy is not None and wants_client_info(parameters):
            subject = self.subjects.of(client, grant.account_id)
            members["client_info"] = client_info(client, grant.policy, subject)
        return members

    def _mint(self, client: Client, allowed: Allowed, confirmation: Confirmation) -> dict[str, Any]:
        now = self.clock.seconds()
        grant, scope = allowed.grant, allowed.scope
        longest = self.access_tokens.seconds
        seconds = longest if allowed.seconds is None else min(longest, allowed.seconds)
        answer: dict[str, Any] = {"token_type": confirmation.token_type, "expires_in": seconds}
        if allowed.issued_token_type is not None:
            answer["issued_token_type"] = allowed.issued_token_type
        if scope:
            answer["scope"] = " ".join(scope)
        terms = Terms(
            now=now, scope=scope, seconds=seconds, confirmation=confirmation, act=allowed.act
        )
        if grant is None:
            answer["access_token"] = self.access_tokens.for_client(
                client.id, terms, resource=allowed.resource
            )
            return answer
        subject = self.subjects.of(client, grant.account_id)
        access_token = self.access_tokens.for_grant(grant, subject, terms)
        answer["access_token"] = access_token
        if grant.authorization_details is not None:
            # RFC 9396 §7: as they were granted.
            answer["authorization_details"] = json.loads(grant.authorization_details)
        if "openid" in grant.scope and allowed.claims is not None:
            id_token = self.id_tokens.mint(
                client,
                Authentication(
                    subject=subject,
                    sid=grant.sid,
                    auth_time=grant.auth_time,
                    amr=grant.amr,
                    acr=grant.acr,
                    nonce=grant.nonce,
                    policy=grant.policy,
                ),
                allowed.claims,
                now=now,
                access_token=access_token,
            )
            answer["id_token"] = self.encryption.id_token(client, id_token)
        if allowed.refreshable:
            answer["refresh_token"] = self.refresh_tokens.of(grant)
        return answer
