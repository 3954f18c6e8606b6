"""Bearer tokens in requests, and the challenge that refuses them (RFC 6750 §2, §3)."""

from idp.protocol.errors import InvalidRequestError, InvalidTokenError, ProtocolError
from idp.protocol.incoming import Incoming
from idp.protocol.parameters import Parameters


def read_bearer(incoming: Incoming) -> str:
    """Return the one token of the request: header or form (RFC 6750 §2.1, §2.2), never the URL.

    Raises InvalidTokenError without one, InvalidRequestError with two.
    """
    found = []
    if incoming.authorization is not None:
        scheme, _, token = incoming.authorization.partition(" ")
        if scheme.lower() == "bearer" and token:
            found.append(token.strip())
    posted = Parameters(incoming.form)
    posted.check()
    in_form = posted.get("access_token")
    if in_form is not None:
        found.append(in_form)
    if len(found) > 1:
        raise InvalidRequestError("the access token came twice")
    if not found:
        raise InvalidTokenError
    return found[0]


def challenge(error: ProtocolError) -> str:
    """Return the `WWW-Authenticate` value for `error` (RFC 6750 §3)."""
    if isinstance(error, InvalidTokenError) and not error.description:
        # §3.1: a request without any token is told no error code.
        return 'Bearer realm="parvis"'
    return f'Bearer realm="parvis", error="{error.code}", error_description="{error.description}"'
