"""The refresh token grant (RFC 6749 §6, RFC 9700 §4.14, OpenID Connect Core §12)."""

from msgspec import structs

from idp.audit import Audit
from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.clients.refusals import Refusal, RefusalReason
from idp.clock import Clock
from idp.protocol.errors import InvalidGrantError, InvalidScopeError
from idp.protocol.parameters import Parameters
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.request import TokenRequest
from idp.protocol.token.resource import narrowed_to_resource
from idp.settings import TokenSettings
from idp.storage import Database
from idp.tokens.claims import Claims
from idp.tokens.grant import Grant
from idp.tokens.refresh_token import RefreshBindings, RefreshTokens, rotate


class RefreshTokenGrant:
    """Rotates a refresh token."""

    name = "refresh_token"

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        refresh_tokens: RefreshTokens,
        claims: Claims,
        settings: TokenSettings,
        audit: Audit,
    ) -> None:
        self._audit = audit
        self._database = database
        self._clock = clock
        self._refresh_tokens = refresh_tokens
        self._claims = claims
        self._grace_seconds = settings.refresh_grace_seconds

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return the tokens that the refresh token allows.

        Raises InvalidGrantError, InvalidScopeError, InvalidTargetError.
        """
        client, parameters = request.client, request.parameters
        presented = self._refresh_tokens.read(parameters.require("refresh_token"))
        if presented is None:
            raise _not_good(client)
        with self._database.writing(shared=True) as tx:
            grant = rotate(
                tx,
                presented,
                RefreshBindings(client.id, request.confirmation),
                now=self._clock.seconds(),
                grace_seconds=self._grace_seconds if rules_of(client).refresh_rotates else None,
                audit=self._audit,
            )
            # RFC 6749 §6: never more than was granted. Raising undoes the rotation.
            grant = _still_allowed(grant, client) if grant else None
            scope = _narrowed(parameters, grant.scope) if grant else ()
            if grant is not None:
                # OpenID Connect Core §12.2: the nonce belongs to the sign-in, not to a renewal.
                grant = structs.replace(grant, scope=scope, nonce=None)
                grant = narrowed_to_resource(grant, parameters)
            claims = self._claims.for_id_token(tx, client, grant) if grant else None
        if grant is None:
            raise _not_good(client)
        return Allowed(scope=scope, grant=grant, claims=claims, refreshable=True)


def _not_good(client: Client) -> InvalidGrantError:
    refusal = Refusal(client.id, RefusalReason.REFRESH_TOKEN_REFUSED)
    return InvalidGrantError("the refresh token is not good", refusal=refusal)


def _still_allowed(grant: Grant, client: Client) -> Grant:
    """Return `grant` without what its client has lost since. Raises InvalidGrantError."""
    resource = tuple(each for each in grant.resource if each in client.resources)
    # Without a resource left the token would be for our own endpoints, which nobody granted.
    if "offline_access" not in client.scopes or (grant.resource and not resource):
        raise InvalidGrantError("what was granted is not the client's any more")
    scope = tuple(each for each in grant.scope if each in client.scopes)
    return structs.replace(grant, scope=scope, resource=resource)


def _narrowed(parameters: Parameters, granted: tuple[str, ...]) -> tuple[str, ...]:
    asked = (parameters.get("scope") or "").split()
    if not set(asked) <= set(granted):
        raise InvalidScopeError("scope is more than was granted")
    return tuple(dict.fromkeys(asked)) or granted
