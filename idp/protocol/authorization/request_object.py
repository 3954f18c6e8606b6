"""Parameters that come as a JWT (RFC 9101 §4, §6; OpenID Connect Core §6.1)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from idp.clients import Client
from idp.clients.client_keys import ClientKeys
from idp.clients.profiles import rules_of
from idp.clock import HOUR, Clock
from idp.part import Part
from idp.protocol.client_jwt import (
    ClientJwtError,
    is_time,
    read_client_jwt,
    read_unsigned_jwt,
)
from idp.protocol.errors import InvalidRequestError, InvalidRequestObjectError
from idp.protocol.parameters import REPEATABLE, Parameters

UNSIGNED = "none"
_TYPES = (None, "JWT", "oauth-authz-req+jwt")
_ABOUT_THE_JWT = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"}
_REFERENCES = {"request", "request_uri"}
_SKEW_SECONDS = 60


class RequestObjects(Part):
    """Reads request objects as their client's registration requires."""

    keys: ClientKeys
    clock: Clock
    issuer: str

    def read(self, token: str | None, parameters: Parameters, client: Client) -> Parameters:
        """Return the parameters to use, those inside the object `token` before any other.

        Raises InvalidRequestError without an object where one is required, and
        InvalidRequestObjectError for an invalid one.
        """
        rules = rules_of(client)
        must_sign = client.require_signed_request_object or rules.signed_request_required
        if token is None:
            if must_sign:
                raise InvalidRequestError("this client must sign its requests (RFC 9101)")
            return parameters
        claims = self._claims(token, client, must_sign=must_sign)
        self._check_names(claims, client)
        self._check_times(claims, dated=rules.request_objects_dated)
        inside = Parameters(tuple(_pairs(claims)))
        # RFC 9126 §3: a pushed object needs no `client_id` outside.
        if inside.get("client_id") not in (None, client.id):
            raise InvalidRequestObjectError("client_id is another inside the request object")
        _check_repeated_outside(inside, parameters)
        # RFC 9101 §6.3 uses only the parameters inside; OpenID Connect Core §6.1 also accepts
        # some outside, which would let anybody add to what a client must sign.
        alone = must_sign or rules.request_objects_alone
        outside = (("client_id", client.id),) if alone else parameters.pairs
        missing = tuple(
            (name, value)
            for name, value in outside
            if inside.get(name) is None and name not in _REFERENCES
        )
        return Parameters((*inside.pairs, *missing))

    def _claims(self, token: str, client: Client, *, must_sign: bool) -> dict[str, Any]:
        registered = client.request_object_signing_alg
        try:
            if registered == UNSIGNED and not must_sign:
                return read_unsigned_jwt(token, types=_TYPES)
            return read_client_jwt(
                token, client, self.keys, types=_TYPES, only_algorithm=registered
            )
        except ClientJwtError as error:
            raise InvalidRequestObjectError("the request object is not good") from error

    def _check_names(self, claims: Mapping[str, Any], client: Client) -> None:
        audience = claims.get("aud", self.issuer)
        # §10.8: an assertion that authenticates the client names it as `sub`, and is no request.
        if (
            claims.get("iss", client.id) != client.id
            or claims.get("sub") == client.id
            or self.issuer not in (audience if isinstance(audience, list) else [audience])
        ):
            raise InvalidRequestObjectError("the request object is from or for somebody else")
        if rules_of(client).request_objects_dated and not {"iss", "aud"} <= claims.keys():
            raise InvalidRequestObjectError("the request object must say iss and aud")

    def _check_times(self, claims: Mapping[str, Any], *, dated: bool) -> None:
        now = self.clock.seconds()
        expires, begins, issued = (claims.get(name) for name in ("exp", "nbf", "iat"))
        if any(each is not None and not is_time(each) for each in (expires, begins, issued)):
            raise InvalidRequestObjectError("a time of the request object is not a whole number")
        if expires is not None and expires <= now - _SKEW_SECONDS:
            raise InvalidRequestObjectError("the request object is expired")
        if max(begins or 0, issued or 0) > now + _SKEW_SECONDS:
            raise InvalidRequestObjectError("the request object is not valid yet")
        if not dated:
            return
        # FAPI 2.0 Message Signing §5.3.1: an hour at most, in both directions.
        if expires is None or begins is None:
            raise InvalidRequestObjectError("the request object must say nbf and exp")
        if begins < now - HOUR or expires > begins + HOUR:
            raise InvalidRequestObjectError("the request object is valid for too long")


def _check_repeated_outside(inside: Parameters, outside: Parameters) -> None:
    """Refuse a `client_id` or `response_type` that differs inside (Core §6.1)."""
    for name in ("client_id", "response_type"):
        first, second = inside.get(name), outside.get(name)
        if first is None or second is None:
            continue
        if sorted(first.split()) != sorted(second.split()):
            raise InvalidRequestObjectError(f"{name} is another inside the request object")


def _pairs(claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in claims.items():
        if name in _REFERENCES:
            raise InvalidRequestObjectError(f"{name} cannot stand inside a request object")
        if name in _ABOUT_THE_JWT or value is None:
            continue
        if name in REPEATABLE and isinstance(value, list):
            yield from ((name, each) for each in value if isinstance(each, str))
        else:
            # `claims` is an object here, `max_age` a number (§6.1): both are strings in a URL.
            yield name, value if isinstance(value, str) else json.dumps(value)
