"""What ID tokens hold beside OpenID Connect Core §2 when Azure AD B2C's address was called.

Portals written for B2C read these names; every value is one that the token may hold anyway.
"""

from collections.abc import Mapping
from typing import Any

from idp.clients import Client


def policy_claims(
    client: Client, policy: str | None, subject: str, claims: Mapping[str, Any]
) -> dict[str, Any]:
    """Return further names for `claims` and `subject`; nothing without a policy."""
    if policy is None:
        return {}
    named: dict[str, Any] = {"ver": "1.0", "oid": subject}
    if "email" in claims:
        named["emails"] = [claims["email"]]
    for each in client.policy_claims:
        name, _, source = each.partition("=")
        if source in claims:
            named[name] = claims[source]
    return named


def policy_name(client: Client, policy: str | None) -> dict[str, str]:
    """Return the claim that names the policy, as the portal compares it."""
    if policy is None:
        return {}
    if client.policy_named(policy).is_named_in_acr:
        return {"acr": policy.lower()}
    return {"tfp": policy}
