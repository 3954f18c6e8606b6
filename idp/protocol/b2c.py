"""What Azure AD B2C's answers hold beside those of RFC 6749, for portals written for it.

Only for requests that came by its addresses, where a policy is named.
"""

import json
import re
from base64 import urlsafe_b64encode
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from idp.clients import Client
from idp.protocol.errors import (
    AccessDeniedError,
    ConsentRequiredError,
    InteractionRequiredError,
    LoginRequiredError,
    PasswordForgottenError,
    ProtocolError,
)
from idp.protocol.parameters import Parameters

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NO_SESSION = "AADB2C90077: User does not have an existing session and request prompt parameter"
_ANSWERS: dict[type[ProtocolError], tuple[str, str]] = {
    PasswordForgottenError: ("access_denied", "AADB2C90118: The user has forgotten their password"),
    AccessDeniedError: (
        "access_denied",
        "AADB2C90091: The user has cancelled entering self-asserted information",
    ),
    LoginRequiredError: ("interaction_required", f"{_NO_SESSION} has a value of 'none'"),
    InteractionRequiredError: ("interaction_required", f"{_NO_SESSION} has a value of 'none'"),
    ConsentRequiredError: ("interaction_required", f"{_NO_SESSION} has a value of 'none'"),
}


def reported(error: ProtocolError, policy: str | None) -> tuple[str, str]:
    """Return code and description of `error` for the authorization response.

    Portals of B2C look for `AADB2C…` in the description. It is one line: RFC 6749 §4.1.2.1 has no
    other.
    """
    answer = None if policy is None else _ANSWERS.get(type(error))
    if answer is None:
        return error.code, error.description
    code, description = answer
    return code, f"{description}."


def wants_client_info(parameters: Parameters) -> bool:
    """Return whether MSAL asks for its own key to the account."""
    return parameters.get("client_info") == "1"


def client_info(client: Client, policy: str, subject: str) -> str:
    """Return that key: MSAL keeps one account for each policy."""
    named = {"uid": f"{subject}-{policy.lower()}", "utid": _tenant_id(client, policy)}
    text = json.dumps(named, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _tenant_id(client: Client, policy: str) -> str:
    """Return the tenant's GUID, or one derived from its name: MSAL.NET ends a name at its dot."""
    tenants = client.tenants_of(policy)
    guids = (each.lower() for each in tenants if _GUID.fullmatch(each))
    return next(guids, str(uuid5(NAMESPACE_DNS, next(iter(tenants), "").lower())))


def token_members(answer: dict[str, Any], now: int, id_token_seconds: int) -> dict[str, Any]:
    """Return when the tokens of `answer` begin and end, in B2C's words."""
    ends = {"id_token_expires_in": id_token_seconds} if "id_token" in answer else {}
    return {"not_before": now, "expires_on": now + answer["expires_in"], **ends}
