"""Token revocation (RFC 7009)."""

from idp.clock import Clock
from idp.part import Part
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters
from idp.protocol.token.client_authentication import ClientAuthentication
from idp.storage import Database
from idp.tokens import jose
from idp.tokens.access_token import AccessTokens
from idp.tokens.refresh_token import RefreshTokens
from idp.tokens.revocation import revoke_access_token, revoke_grant


class RevocationEndpoint(Part):
    """Revokes the grant of a token."""

    authentication: ClientAuthentication
    access_tokens: AccessTokens
    refresh_tokens: RefreshTokens
    database: Database
    clock: Clock

    def answer(self, incoming: Incoming) -> None:
        """Revoke the token's grant if it is this client's; otherwise do nothing (RFC 7009 §2.2).

        Either kind of token ends the whole grant: access and refresh tokens alike (§2.1).
        Raises ProtocolError.
        """
        parameters = Parameters.of_body(incoming)
        client = self.authentication.authenticate(incoming, parameters)
        token = parameters.require("token")
        now = self.clock.seconds()
        presented = self.refresh_tokens.read(token)
        if presented is not None:
            with self.database.writing(shared=True) as tx:
                revoke_grant(tx, presented.grant_id, client.id, now)
            return
        try:
            access_token = self.access_tokens.read(token, now)
        except jose.ForeignTokenError:
            return
        if access_token.client_id != client.id:
            return
        with self.database.writing(shared=True) as tx:
            grant_id = access_token.grant_id
            if grant_id is None or not revoke_grant(tx, grant_id, client.id, now):
                # A client's own token has no grant; an exchanged one, another client's (RFC 8693).
                revoke_access_token(tx, access_token.jti, access_token.expires_at)
