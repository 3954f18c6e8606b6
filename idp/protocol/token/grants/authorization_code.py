"""The authorization code grant (RFC 6749 §4.1.3, RFC 7636 §4.6, OpenID Connect Core §3.1.3)."""

import re

from idp._authlib import s256_challenge
from idp.audit import Audit
from idp.clients.refusals import Refusal
from idp.clock import Clock
from idp.part import Part
from idp.protocol.errors import InvalidGrantError, InvalidRequestError
from idp.protocol.parameters import Parameters
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.request import TokenRequest
from idp.protocol.token.resource import narrowed_to_resource
from idp.storage import Database
from idp.tokens.authorization_code import (
    CodeBindings,
    read_code,
    revoke_if_replayed,
    spend_code,
)
from idp.tokens.claims import Claims
from idp.tokens.refused_code import why_refused

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class AuthorizationCodeGrant(Part):
    """Redeems an authorization code."""

    name = "authorization_code"

    database: Database
    clock: Clock
    claims: Claims
    audit: Audit

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return the tokens that the code allows, once.

        Raises InvalidRequestError, InvalidGrantError, InvalidTargetError.
        """
        client, parameters = request.client, request.parameters
        presented = parameters.require("code")
        bindings = CodeBindings(
            client_id=client.id,
            redirect_uri=parameters.require("redirect_uri"),
            code_challenge=_challenge(parameters),
            jkt=request.confirmation.jkt or "",
        )
        now, refusal = self.clock.seconds(), None
        with self.database.writing(shared=True) as tx:
            code = read_code(tx, presented)
            grant = spend_code(tx, code, bindings, now=now, cnf=request.refresh_binding)
            if grant is None:
                # Raised only after the commit: a replay must leave the token family revoked.
                revoke_if_replayed(tx, code, bindings, now=now, audit=self.audit)
                refusal = Refusal(client.id, why_refused(tx, code, bindings, now=now))
                claims = None
            else:
                # Raising rolls back: the code stays valid for a corrected request.
                grant = narrowed_to_resource(grant, parameters)
                claims = self.claims.for_id_token(tx, client, grant)
        if grant is None or claims is None:
            raise InvalidGrantError(
                "the code is not good, or not for this request", refusal=refusal
            )
        return Allowed(
            scope=grant.scope,
            grant=grant,
            claims=claims,
            refreshable="offline_access" in grant.scope,
        )


def _challenge(parameters: Parameters) -> str:
    verifier = parameters.get("code_verifier")
    if verifier is None:
        return ""
    if not _VERIFIER.fullmatch(verifier):
        raise InvalidRequestError("code_verifier must be 43 to 128 unreserved characters")
    return s256_challenge(verifier)
