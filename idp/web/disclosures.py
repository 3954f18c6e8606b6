"""What scopes and claims disclose to a portal, as sentences for a person to read and agree to."""

from collections.abc import Iterable

from idp.clients.model import Client
from idp.protocol.authorization.request import CLAIM, DETAILS
from idp.tokens.claims.release import scope_of_claim

_NUMBERED = "gpi.children.numbers"
"""No scope: `gpi.children` of a client that is given the children's numbers too."""
_SCOPES = frozenset(
    {
        *("openid", "profile", "email", "phone", "address", "gpi", "gpi.children"),
        *("offline_access", _NUMBERED),
    }
)
_CHILDREN = frozenset({"gpi.children", f"{CLAIM}gpi_children"})
# The scope says more than the one claim that was asked for by name.
_CLAIMS = {
    "name": "claim_name",
    "given_name": "claim_name",
    "family_name": "claim_name",
    "locale": "claim_locale",
    "updated_at": "claim_updated_at",
}


def disclosures(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the key of each sentence below `pages.consent` with its value, without repeats.

    `names` are those that a person agrees to (`AuthorizationRequest.agreement`).
    """
    return tuple(dict.fromkeys(map(_sentence, names)))


def disclosed_to(client: Client | None, names: Iterable[str]) -> tuple[str, ...]:
    """Return `names`, with that of children's numbers where `client` receives those too."""
    if client is None or not client.child_numbers:
        return tuple(names)
    return tuple(_NUMBERED if each in _CHILDREN else each for each in names)


def _sentence(name: str) -> tuple[str, str]:
    if name.startswith(DETAILS):
        return "details", ""
    if name.startswith(CLAIM):
        claim = name.removeprefix(CLAIM)
        scope = scope_of_claim(claim)
        if claim in _CLAIMS:
            return _CLAIMS[claim], ""
        return ("scope_other", claim) if scope is None else _of_scope(scope)
    return _of_scope(name)


def _of_scope(scope: str) -> tuple[str, str]:
    if scope in _SCOPES:
        return f"scope_{scope.replace('.', '_')}", ""
    return "scope_other", scope
