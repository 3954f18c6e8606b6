"""The scopes asked for (RFC 6749 §3.3, OpenID Connect Core §3.1.2.1, §11)."""

from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.protocol.errors import InvalidScopeError
from idp.protocol.parameters import Parameters


def check_scope(parameters: Parameters, client: Client, response_type: str) -> tuple[str, ...]:
    """Return the scopes granted: those asked for that the client may have, and its implied ones.

    A scope that is unknown or that the client may not have is left out, as OpenID Connect Core
    §3.1.2.1 asks. Raises InvalidScopeError without `openid`, unless the client's profile allows
    plain OAuth 2.0.
    """
    asked = (parameters.get("scope") or "").split(" ")
    if "openid" not in asked and rules_of(client).openid_required:
        raise InvalidScopeError("scope must include openid")
    wanted = [scope for scope in asked if scope in client.scopes]
    if "code" not in response_type.split() or "refresh_token" not in client.grant_types:
        # §11: without a code there is nothing to redeem for a refresh token.
        wanted = [scope for scope in wanted if scope != "offline_access"]
    return tuple(dict.fromkeys((*wanted, *client.implied_scopes)))
