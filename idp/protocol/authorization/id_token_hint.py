"""The person whose sign-in the client expects (OpenID Connect Core §3.1.2.1)."""

from idp.clients import Client
from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters
from idp.tokens.id_token import IdTokens, VoidTokenError
from idp.tokens.jose import ForeignTokenError


def check_id_token_hint(parameters: Parameters, client: Client, id_tokens: IdTokens) -> str | None:
    """Return the subject of the hint, or None without one. Raises InvalidRequestError."""
    token = parameters.get("id_token_hint")
    if token is None:
        return None
    try:
        claims = id_tokens.read_hint(token)
    except VoidTokenError:
        # A portal may keep an ID token longer than it is valid: then the hint is ignored.
        return None
    except ForeignTokenError as error:
        raise InvalidRequestError("id_token_hint is not an ID token from here") from error
    if claims.get("aud") != client.id:
        raise InvalidRequestError("id_token_hint was given to another client")
    return str(claims["sub"])
