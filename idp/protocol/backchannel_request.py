"""Authentication requests that the client signed (OpenID Connect CIBA Core 1.0 §7.1.1)."""

from typing import Any

from idp.clients import Client
from idp.clients.assertions import use_assertion
from idp.clients.client_keys import ClientKeys
from idp.clock import HOUR, MINUTE, Clock
from idp.part import Part
from idp.protocol.client_jwt import ClientJwtError, is_time, read_client_jwt
from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import REPEATABLE, Parameters
from idp.storage import Database

_TYPES = (None, "JWT", "oauth-authz-req+jwt")
_OUTSIDE = {"request", "client_id", "client_secret", "client_assertion", "client_assertion_type"}
_ABOUT_THE_JWT = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"}
_SKEW_SECONDS = MINUTE


class SignedRequests(Part):
    """Reads signed requests; each is valid once."""

    keys: ClientKeys
    database: Database
    clock: Clock
    issuer: str

    def read(self, parameters: Parameters, client: Client) -> Parameters:
        """Return the parameters to use: all of the request, or those in its object.

        Raises InvalidRequestError.
        """
        token = parameters.get("request")
        algorithm = client.backchannel_authentication_request_signing_alg
        if token is None:
            if algorithm is not None:
                raise InvalidRequestError("this client must sign its requests")
            return parameters
        if {name for name, _ in parameters.pairs} - _OUTSIDE:
            raise InvalidRequestError("beside a signed request nothing may be said")
        try:
            claims = read_client_jwt(
                token, client, self.keys, types=_TYPES, only_algorithm=algorithm
            )
        except ClientJwtError as error:
            raise InvalidRequestError("the signed request is not good") from error
        self._check(claims, client)
        with self.database.writing() as tx:
            jti, until = f"backchannel\0{claims['jti']}", claims["exp"] + _SKEW_SECONDS
            first = use_assertion(tx, client.id, jti, until)
        if not first:
            raise InvalidRequestError("the signed request was used before")
        inside = Parameters(tuple(_pairs(claims)))
        inside.check()
        return inside

    def _check(self, claims: dict[str, Any], client: Client) -> None:
        now, audience = self.clock.seconds(), claims.get("aud")
        if claims.get("iss") != client.id or self.issuer not in (
            audience if isinstance(audience, list) else [audience]
        ):
            raise InvalidRequestError("the signed request is from or for somebody else")
        jti = claims.get("jti")
        if not isinstance(jti, str) or not jti:
            raise InvalidRequestError("the signed request has no jti")
        expires, begins, issued = (claims.get(name) for name in ("exp", "nbf", "iat"))
        if not (is_time(expires) and is_time(begins) and is_time(issued)):
            raise InvalidRequestError("the signed request must say exp, nbf and iat")
        late, early = now - _SKEW_SECONDS, now + _SKEW_SECONDS
        if expires <= late or max(begins, issued) > early:
            raise InvalidRequestError("the signed request is not valid now")
        # FAPI-CIBA §5.2.2: an hour at most, in both directions.
        if begins < late - HOUR or expires > begins + HOUR:
            raise InvalidRequestError("the signed request is valid for too long")


def _pairs(claims: dict[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in claims.items():
        if name in _ABOUT_THE_JWT or value is None:
            continue
        many = value if isinstance(value, list) and name in REPEATABLE else [value]
        if any(isinstance(each, bool) or not isinstance(each, str | int) for each in many):
            raise InvalidRequestError("a parameter of the signed request is no text")
        pairs += ((name, str(each)) for each in many)
    return pairs
