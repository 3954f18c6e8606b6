"""Any OpenID provider (OpenID Connect Core §3.1.3.7, Discovery §4.3)."""

import re

from idp.upstream.dialect import Claims, Key, NotTrustedError
from idp.upstream.model import Identity
from idp.upstream.outcomes import UpstreamOutcome

SUFFIX = "/.well-known/openid-configuration"
_LONGEST_SHOWN = 254
_ERROR = re.compile(r"[a-z_]{1,40}")
OUTCOMES = {
    "access_denied": UpstreamOutcome.CANCELLED,
    "consent_required": UpstreamOutcome.APPROVAL_NEEDED,
    "interaction_required": UpstreamOutcome.BLOCKED,
    "login_required": UpstreamOutcome.OVER,
    "account_selection_required": UpstreamOutcome.OVER,
    "invalid_grant": UpstreamOutcome.OVER,
    "server_error": UpstreamOutcome.UNAVAILABLE,
    "temporarily_unavailable": UpstreamOutcome.UNAVAILABLE,
}
"""What the errors of OAuth and OpenID Connect mean; any other is a fault of our registration."""


class PlainOidc:
    """A provider that follows the specifications."""

    def check_metadata(self, metadata: Claims, discovery_uri: str) -> None:
        """Refuse an issuer other than the one that was asked (Discovery §4.3)."""
        if metadata.get("issuer") != discovery_uri.removesuffix(SUFFIX):
            raise NotTrustedError("metadata issuer")

    def check_issuer(self, claims: Claims, metadata: Claims, key: Key) -> None:
        """Refuse another issuer than the metadata's (Core §3.1.3.7, item 2)."""
        del key
        if claims.get("iss") != metadata["issuer"]:
            raise NotTrustedError("iss")

    def identity(self, provider: str, claims: Claims) -> Identity:
        """Return the person as (iss, sub): the only stable name there is (Core §5.7)."""
        issuer, subject = claims["iss"], claims["sub"]
        return Identity(provider, (issuer, subject), issuer, subject, shown_of(claims))

    def outcome(self, error: str, description: str) -> UpstreamOutcome:
        """Return what `error` means (RFC 6749 §4.1.2.1, §5.2; Core §3.1.2.6)."""
        del description
        return OUTCOMES.get(error, UpstreamOutcome.OUR_FAULT)

    def detail(self, error: str, description: str) -> str:
        """Return `error` when it has the format of an error code."""
        del description
        return error if _ERROR.fullmatch(error) else "an error without a proper name"


def shown_of(claims: Claims) -> str | None:
    """Return the name or address that a person recognises the identity by."""
    for name in ("email", "preferred_username", "name"):
        value = claims.get(name)
        if isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST_SHOWN:
            return value
    return None
