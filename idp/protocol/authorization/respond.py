"""The answer of the authorization endpoint (RFC 6749 §4.1.2, RFC 9207 §2, Form Post §2)."""

import re
from functools import lru_cache
from urllib.parse import quote_plus

from msgspec import Struct

from idp.protocol.authorization.request import ReturnAddress
from idp.protocol.authorization.response_mode import ResponseMode
from idp.protocol.b2c import reported
from idp.protocol.errors import ProtocolError

_UNRESERVED = re.compile("[A-Za-z0-9._~-]*")


class AuthorizationResponse(Struct, frozen=True):
    """The fields of an answer, and where to send them."""

    to: ReturnAddress
    fields: tuple[tuple[str, str], ...]
    is_granted: bool

    @property
    def is_form_post(self) -> bool:
        """Whether a page must post the fields; otherwise `location` carries them."""
        return self.to.mode.carrier == ResponseMode.FORM_POST

    @property
    def location(self) -> str:
        """The URL that carries the fields in its query or fragment."""
        uri = self.to.redirect_uri
        # RFC 6749 §3.1.2: a registered query is kept.
        query_mark = "&" if "?" in uri else "?"
        mark = "#" if self.to.mode.carrier == ResponseMode.FRAGMENT else query_mark
        return f"{uri}{mark}{_encoded(self.fields)}"


def _encoded(fields: tuple[tuple[str, str], ...]) -> str:
    """Return `fields`, whose names are ours, as `application/x-www-form-urlencoded`.

    Most values need nothing done, and `urllib.parse.urlencode` looks at every character of each.
    """
    encoded = [
        f"{name}={value if _UNRESERVED.fullmatch(value) else _quoted(value)}"
        for name, value in fields
    ]
    return "&".join(encoded)


@lru_cache(maxsize=16)
def _quoted(value: str) -> str:
    """Return `value` encoded; our issuer, which every answer names, is so once."""
    return quote_plus(value)


def respond(to: ReturnAddress, issuer: str, **fields: str) -> AuthorizationResponse:
    """Return a successful answer."""
    return AuthorizationResponse(to, _complete(to, issuer, fields), is_granted=True)


def refuse(
    to: ReturnAddress, issuer: str, error: ProtocolError, policy: str | None = None
) -> AuthorizationResponse:
    """Return the answer that reports `error` to the client (RFC 6749 §4.1.2.1).

    In Azure AD B2C's words when its address was called, with `policy`.
    """
    code, description = reported(error, policy)
    fields = {"error": code}
    if description:
        fields["error_description"] = description
    return AuthorizationResponse(to, _complete(to, issuer, fields), is_granted=False)


def _complete(
    to: ReturnAddress, issuer: str, fields: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    state = {} if to.state is None else {"state": to.state}
    return tuple({**fields, **state, "iss": issuer}.items())
