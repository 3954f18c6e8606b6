"""Which claims go into which answer (OpenID Connect Core §5.4, §5.5)."""

import json
from typing import Any

from idp.clients import Client
from idp.ids import AccountId
from idp.storage import Transaction
from idp.tokens.claims import gpi, standard
from idp.tokens.claims.gpi import VERIFIED, GpiClaims
from idp.tokens.claims.requested_value import fits
from idp.tokens.claims.standard import StandardClaims
from idp.tokens.grant import Grant
from idp.tokens.records import GrantedClaims

_OF_SCOPE = {**standard.OF_SCOPE, **gpi.OF_SCOPE}
_CLAIM_SCOPE = {name: scope for scope, names in _OF_SCOPE.items() for name in names}
_NAMED_BY = {**_CLAIM_SCOPE, VERIFIED: "gpi"}
CLAIMS = (
    *("iss", "sub", "aud", "exp", "iat", "nbf", "auth_time", "nonce", "amr", "acr", "sid"),
    *_CLAIM_SCOPE,
)
"""Every claim that an ID token or userinfo may hold."""


class Claims:
    """Reads the claims about a person, and returns those that were granted."""

    def __init__(self, *, standard_claims: StandardClaims, gpi_claims: GpiClaims) -> None:
        self._standard = standard_claims
        self._gpi = gpi_claims

    def for_id_token(
        self, tx: Transaction, client: Client, grant: Grant, *, alone: bool = False
    ) -> dict[str, Any]:
        """Return the claims for an ID token.

        The school's claim is always in it, for it is what portals come for; standard claims of a
        scope are left to userinfo (§5.4) unless asked for by name (§5.5), or unless nothing will
        ever fetch them: the token comes `alone`, or the client is registered for them here.
        """
        whole = alone or client.scope_claims_in_id_token
        by_scope = _of_scopes(grant.scope, client) if whole else _of_schools(grant.scope, client)
        asked = _asked(grant.claims, "id_token", grant.scope, client)
        return self._read(tx, client, grant.account_id, (by_scope, asked), token_of=grant)

    def for_userinfo(
        self, tx: Transaction, client: Client, granted: GrantedClaims, scope: tuple[str, ...]
    ) -> dict[str, Any]:
        """Return the claims for userinfo, for the scopes of the access token presented."""
        asked = _asked(granted.claims, "userinfo", scope, client)
        return self._read(tx, client, granted.account_id, (_of_scopes(scope, client), asked))

    def _read(
        self,
        tx: Transaction,
        client: Client,
        account_id: AccountId,
        released: tuple[set[str], dict[str, Any]],
        *,
        token_of: Grant | None = None,
    ) -> dict[str, Any]:
        """Return the claims by scope and by name; by name only with a value that was asked for."""
        by_scope, asked = released
        wanted = frozenset(by_scope | asked.keys())
        if not wanted:
            return {}
        claims = self._standard.read(tx, account_id, wanted)
        claims |= self._gpi.read(
            tx,
            client,
            account_id,
            wanted,
            token_of=token_of,
            verified=asked.get(VERIFIED),
        )
        return {
            name: value
            for name, value in claims.items()
            if name in by_scope or fits(asked[name], value)
        }


def _of_scopes(scope: tuple[str, ...], client: Client) -> set[str]:
    """Return the claims of `scope`, less scopes that the client lost since."""
    return {name for each in scope if each in client.scopes for name in _OF_SCOPE.get(each, ())}


def _of_schools(scope: tuple[str, ...], client: Client) -> set[str]:
    return _of_scopes(scope, client) & gpi.NAMES


def _asked(
    claims: str | None, place: str, scope: tuple[str, ...], client: Client
) -> dict[str, Any]:
    """Return the claims asked for by name that the client may have, each as requested.

    Asking by name reaches no further than the scopes the client is registered for; where parents
    are asked to agree, they agreed to each name (`named_beyond`). Claims about children always need
    their scope: they are never a detail of something else.
    """
    if claims is None:
        return {}
    reachable = _reachable(scope, client)
    asked = json.loads(claims)[place]
    return {
        name: requested for name, requested in asked.items() if _NAMED_BY.get(name) in reachable
    }


def _reachable(scope: tuple[str, ...], client: Client) -> set[str]:
    """Return the scopes whose claims may be asked for by name."""
    allowed = {*client.scopes}
    return allowed - {"gpi.children"} | allowed & {*scope}


def scope_of_claim(name: str) -> str | None:
    """Return the scope that releases the claim; None when no scope does."""
    return _NAMED_BY.get(name)


def named_beyond(claims: str | None, scope: tuple[str, ...], client: Client) -> tuple[str, ...]:
    """Return the claims that `client` asks for by name alone, by no scope of `scope`.

    `claims` is the JSON text of the request (OpenID Connect Core §5.5), None when it has none.
    """
    if claims is None:
        return ()
    beyond = _reachable(scope, client) - {*scope}
    named = {name for asked in json.loads(claims).values() for name in asked}
    return tuple(sorted(name for name in named if _NAMED_BY.get(name) in beyond))
