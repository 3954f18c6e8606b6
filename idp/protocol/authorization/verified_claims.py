"""Requests for verified claims (OpenID Connect for Identity Assurance 1.0 §6)."""

from typing import Any

from idp.protocol.errors import InvalidRequestError

_LONGEST_PURPOSE = 300


def check_verified_claims(asked: object) -> None:
    """Refuse a malformed or empty request for verified claims. Raises InvalidRequestError.

    A claim that cannot be given is no error: it is left out of the answer (§6.4).
    """
    requests = asked if isinstance(asked, list) else [asked]
    if not requests:
        raise InvalidRequestError("verified_claims asks for nothing")
    for each in requests:
        if not isinstance(each, dict) or not isinstance(each.get("verification"), dict):
            raise InvalidRequestError("verified_claims must say which verification is wanted")
        if "trust_framework" not in each["verification"]:
            raise InvalidRequestError("verified_claims must say which trust_framework is wanted")
        claims = each.get("claims")
        if not isinstance(claims, dict) or not claims:
            raise InvalidRequestError("verified_claims must say which claims are wanted")
        for value in (*claims.values(), *each["verification"].values()):
            _check_requested(value)


def _check_requested(value: Any) -> None:  # noqa: ANN401 - parsed JSON
    if not isinstance(value, dict | list | None):
        raise InvalidRequestError("a part of verified_claims must be null, an object or a list")
    purpose = value.get("purpose", "") if isinstance(value, dict) else ""
    if not isinstance(purpose, str) or len(purpose) > _LONGEST_PURPOSE:
        raise InvalidRequestError("a purpose in verified_claims is too long")
