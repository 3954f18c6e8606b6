"""Token introspection (RFC 7662), plain or signed (RFC 9701)."""

from typing import Any

from idp.clients import Client, Clients
from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import InvalidClientError
from idp.protocol.incoming import Incoming
from idp.protocol.introspection_jwt import SignedIntrospection
from idp.protocol.parameters import Parameters
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.storage import Database
from idp.tokens import jose
from idp.tokens.access_token import AccessToken, AccessTokens
from idp.tokens.active_grant import find_active_grant, token_stands
from idp.tokens.refresh_token import PresentedToken, RefreshTokens
from idp.tokens.subject import Subjects

_INACTIVE = {"active": False}


class IntrospectionEndpoint(Part):
    """Reports to a client whether a token is active: its own, or one for its resource."""

    authentication: ClientAuthentication
    clients: Clients
    subjects: Subjects
    signed: SignedIntrospection
    access_tokens: AccessTokens
    refresh_tokens: RefreshTokens
    database: Database
    clock: Clock
    issuer: str

    def answer(self, incoming: Incoming) -> dict[str, Any]:
        """Return the members of RFC 7662 §2.2. Raises ProtocolError.

        Another client's token is reported inactive, so that nothing leaks about it (§4).
        """
        return self._introspect(incoming)[1]

    def answer_signed(self, incoming: Incoming) -> str:
        """Return the same as a signed JWT (RFC 9701 §5). Raises ProtocolError."""
        return self.signed.sign(*self._introspect(incoming))

    def _introspect(self, incoming: Incoming) -> tuple[Client, dict[str, Any]]:
        parameters = Parameters.of_body(incoming)
        client = self.authentication.authenticate(incoming, parameters)
        if client.is_public:
            raise InvalidClientError("a client that cannot keep a secret may not ask")
        token = parameters.require("token")
        presented = self.refresh_tokens.read(token)
        if presented is not None:
            return client, self._refresh_token(client, presented)
        try:
            access_token = self.access_tokens.read(token, self.clock.seconds())
        except jose.ForeignTokenError:
            return client, _INACTIVE
        return client, self._access_token(client, access_token)

    def _access_token(self, client: Client, token: AccessToken) -> dict[str, Any]:
        its_own = token.client_id == client.id
        protected = self.clients.find(token.client_id) is not None and not set(
            token.audience
        ).isdisjoint(client.protected_resources)
        if not its_own and not protected:
            return _INACTIVE
        with self.database.reading() as tx:
            stands = token_stands(tx, token, self.clock.seconds())
        if not stands:
            return _INACTIVE
        details = token.authorization_details
        return {
            "active": True,
            "scope": " ".join(token.scope),
            "client_id": token.client_id,
            "token_type": token.confirmation.token_type,
            "exp": token.expires_at,
            "iat": token.issued_at,
            "sub": token.subject,
            "aud": token.audience[0] if len(token.audience) == 1 else list(token.audience),
            "iss": self.issuer,
            "jti": token.jti,
            **({"cnf": token.confirmation.cnf} if token.confirmation.cnf else {}),
            **({} if token.act is None else {"act": token.act}),
            # RFC 9396 §9.2
            **({} if details is None else {"authorization_details": details}),
        }

    def _refresh_token(self, client: Client, token: PresentedToken) -> dict[str, Any]:
        with self.database.reading() as tx:
            grant = find_active_grant(tx, token.grant_id, self.clock.seconds())
        if (
            grant is None
            or grant.client_id != client.id
            or grant.refresh_generation != token.generation
        ):
            return _INACTIVE
        return {
            "active": True,
            "scope": " ".join(grant.scope),
            "client_id": grant.client_id,
            "exp": grant.expires_at,
            "sub": self.subjects.of(client, grant.account_id),
            "iss": self.issuer,
        }
