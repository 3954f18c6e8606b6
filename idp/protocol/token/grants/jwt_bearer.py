"""The JWT bearer grant (RFC 7523 §2.1, §3): a server acts for an absent person.

For a board's own programs that run without the parent: the assertion names the person and is no
sign-in. So there is no ID token, no refresh token, and no `acr` or `auth_time`. A client that asks
consent needs the person's, given earlier.
"""

from typing import Any

from msgspec.structs import replace

from idp.accounts import Accounts
from idp.clients import Client
from idp.clients.assertions import use_assertion
from idp.clients.checks import JWT_BEARER
from idp.clients.client_keys import ClientKeys
from idp.clock import MINUTE, Clock
from idp.consents import Consents
from idp.ids import AccountId, ClientId, Sid, hashed, new_id
from idp.part import Part
from idp.protocol.authorization.resource import check_resource
from idp.protocol.client_jwt import ClientJwtError, is_time, read_client_jwt
from idp.protocol.errors import InvalidGrantError, InvalidScopeError
from idp.protocol.parameters import Parameters
from idp.protocol.token.allowed import Allowed
from idp.protocol.token.request import TokenRequest
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.tokens.authorization_code import Authorized, KeptCode, new_code, write_grant
from idp.tokens.subject import Subjects

_TYPES = (None, "JWT")
_SKEW_SECONDS = MINUTE
_LIFETIME_SECONDS = 5 * MINUTE
_NOT_GOOD = "the assertion is not good"


class JwtBearerGrant(Part):
    """Accepts assertions of the client itself, or of the one issuer in its registration."""

    name = JWT_BEARER

    keys: ClientKeys
    accounts: Accounts
    consents: Consents
    subjects: Subjects
    database: Database
    clock: Clock
    settings: Settings

    def redeem(self, request: TokenRequest) -> Allowed:
        """Return the token that the assertion allows, once.

        Raises InvalidGrantError, InvalidScopeError, InvalidTargetError.
        """
        client, now = request.client, self.clock.seconds()
        claims = self._believed(client, request.parameters.require("assertion"), now)
        scope = _scope(request.parameters, client)
        resource = check_resource(request.parameters, client.resources)
        # Committed by itself: a request that fails later has still used its assertion.
        issuer, jti = ClientId(f"{client.id}\0{claims['iss']}"), f"grant\0{claims['jti']}"
        with self.database.writing() as tx:
            first = use_assertion(tx, issuer, jti, claims["exp"] + _SKEW_SECONDS)
        if not first:
            raise InvalidGrantError(_NOT_GOOD)
        with self.database.writing() as tx:
            account_id = self._account(tx, client, claims["sub"], scope)
            grant_id, code = new_code(now)
            grant = write_grant(
                tx,
                Authorized(
                    client_id=client.id,
                    account_id=account_id,
                    sid=Sid(new_id()),
                    scope=scope,
                    claims=None,
                    redirect_uri="",
                    code_challenge=None,
                    nonce=None,
                    auth_time=0,
                    amr=(),
                    acr="",
                    resource=resource,
                ),
                KeptCode(grant_id, hashed(code), now),
                now=now,
                settings=self.settings.tokens,
            )
        return Allowed(scope=scope, grant=grant)

    def _believed(self, client: Client, assertion: str, now: int) -> dict[str, Any]:
        for signer, issuer in _signers(client):
            try:
                claims = read_client_jwt(assertion, signer, self.keys, types=_TYPES)
            except ClientJwtError:
                continue
            if claims.get("iss") == issuer and self._is_good(claims, now):
                return claims
        raise InvalidGrantError(_NOT_GOOD)

    def _is_good(self, claims: dict[str, Any], now: int) -> bool:
        expires, issued, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
        latest = now + _SKEW_SECONDS
        return (
            # The issuer as one string: an assertion for several servers could be replayed here.
            claims.get("aud") == self.settings.server.issuer
            and all(isinstance(claims.get(name), str) and claims[name] for name in ("sub", "jti"))
            and is_time(expires)
            and now < expires <= latest + _LIFETIME_SECONDS
            and (issued is None or (is_time(issued) and issued <= latest))
            and (begins is None or (is_time(begins) and begins <= latest))
        )

    def _account(
        self, tx: Transaction, client: Client, subject: str, scope: tuple[str, ...]
    ) -> AccountId:
        # An account that is unknown, disabled, or without consent: the same error for each.
        try:
            # Locked, so that a concurrent revocation or withdrawal of consent comes after.
            known = self.subjects.account_of(tx, client, subject)
            account = self.accounts.hold(tx, known or AccountId(""))
        except KeyError as error:
            raise InvalidGrantError(_NOT_GOOD) from error
        if not account.is_open:
            raise InvalidGrantError(_NOT_GOOD)
        if client.asks_consent and not self.consents.covers(tx, account.id, client.id, scope):
            raise InvalidGrantError(_NOT_GOOD)
        return account.id


def _signers(client: Client) -> tuple[tuple[Client, str], ...]:
    """Return the clients whose keys may verify, each with the only `iss` allowed for them."""
    itself = (client, str(client.id))
    if client.assertion_issuer is None:
        return (itself,)
    other = replace(client, jwks=client.assertion_jwks, jwks_uri=None)
    return (itself, (other, client.assertion_issuer))


def _scope(parameters: Parameters, client: Client) -> tuple[str, ...]:
    reachable = tuple(scope for scope in client.scopes if scope != "offline_access")
    asked = (parameters.get("scope") or "").split()
    if not set(asked) <= set(reachable):
        raise InvalidScopeError("scope is not one of the client's")
    return tuple(dict.fromkeys(asked)) or reachable
