"""Proof Key for Code Exchange at the authorization endpoint (RFC 7636 §4.3, RFC 9700 §2.1.1)."""

import re

from idp.clients import Client
from idp.clients.profiles import rules_of
from idp.protocol.errors import InvalidRequestError
from idp.protocol.parameters import Parameters

_S256 = re.compile(r"[A-Za-z0-9_-]{43}")


def check_pkce(parameters: Parameters, client: Client, response_type: str) -> str | None:
    """Return the S256 challenge; some profiles let confidential clients go without one.

    None as well when no code is asked for. Raises InvalidRequestError.
    """
    if "code" not in response_type.split():
        return None
    challenge = parameters.get("code_challenge")
    if challenge is None:
        if parameters.get("code_challenge_method") is not None:
            raise InvalidRequestError("code_challenge_method without code_challenge")
        if not rules_of(client).pkce_required and not client.is_public:
            return None
        raise InvalidRequestError("code_challenge is required (PKCE, S256)")
    # Without a method the challenge is `plain` (§4.3), which protects nothing.
    if parameters.get("code_challenge_method") != "S256" or not _S256.fullmatch(challenge):
        raise InvalidRequestError("code_challenge must be S256: 43 base64url characters")
    return challenge
