"""Claims asked for one by one (OpenID Connect Core §5.5)."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from idp.protocol.authorization.verified_claims import check_verified_claims
from idp.protocol.errors import InvalidRequestError, UnmetAuthenticationRequirementsError
from idp.protocol.parameters import Parameters
from idp.untrusted import read_object

VERIFIED = "verified_claims"
_PLACES = ("id_token", "userinfo")


class ClaimsRequest(Struct, frozen=True):
    """The checked `claims` parameter: the claims asked for, and what this sign-in must meet."""

    id_token: Mapping[str, Any]
    userinfo: Mapping[str, Any]

    def to_json(self) -> str | None:
        """Return the JSON text stored with the grant; None when no claim is asked for."""
        content = {"id_token": dict(self.id_token), "userinfo": dict(self.userinfo)}
        return json.dumps(content) if any(content.values()) else None

    @property
    def subject(self) -> str | None:
        """The subject that must sign in, if one is named (§5.5.1)."""
        named = (_subject(self.id_token), _subject(self.userinfo))
        return next((each for each in named if each is not None), None)

    @property
    def acr(self) -> tuple[str, ...]:
        """The classes of sign-in that are accepted (§5.5.1.1); empty: any."""
        asked = self.id_token.get("acr") or {}
        return _values(asked) if asked.get("essential") is True else ()


NOTHING = ClaimsRequest(MappingProxyType({}), MappingProxyType({}))


def check_claims(parameters: Parameters, offered_acr: tuple[str, ...]) -> ClaimsRequest:
    """Return the `claims` parameter.

    Raises InvalidRequestError when it is not the JSON that §5.5 describes, and
    UnmetAuthenticationRequirementsError for an essential `acr` that no sign-in here reaches.
    """
    text = parameters.get("claims")
    if text is None:
        return NOTHING
    try:
        content = read_object(text)
    except ValueError as error:
        raise InvalidRequestError("claims must be a JSON object, and not deep") from error
    places = {place: _members(content.get(place)) for place in _PLACES}
    request = ClaimsRequest(**places)
    if _subject(request.userinfo) not in (None, request.subject):
        raise InvalidRequestError("claims names two persons")
    if request.acr and not {*request.acr} & {*offered_acr}:
        raise UnmetAuthenticationRequirementsError("no sign-in here reaches that acr")
    return request


def _members(content: object) -> Mapping[str, Any]:
    if content is None:
        return MappingProxyType({})
    if not isinstance(content, dict) or not all(
        value is None or isinstance(value, dict)
        for name, value in content.items()
        if name != VERIFIED
    ):
        raise InvalidRequestError("each claim asked for must be null or an object")
    if VERIFIED in content:
        check_verified_claims(content[VERIFIED])
    return MappingProxyType(content)


def _subject(members: Mapping[str, Any]) -> str | None:
    wanted = (members.get("sub") or {}).get("value")
    return wanted if isinstance(wanted, str) else None


def _values(asked: Mapping[str, Any]) -> tuple[str, ...]:
    values = asked.get("values", [asked["value"]] if "value" in asked else [])
    if not isinstance(values, list):
        raise InvalidRequestError("values of a claim must be an array")
    return tuple(map(str, values))
