"""By which journey of Azure AD B2C a request came, beside what OpenID Connect Core §3.1.2.1 has."""

from idp.clients import Client
from idp.protocol.errors import NotRedirectableError
from idp.protocol.incoming import Incoming


def check_policy(incoming: Incoming, client: Client) -> str | None:
    """Return the policy as the client registered it; None at an address of our own.

    Raises NotRedirectableError when the client goes by no such name.
    """
    if incoming.alias is None:
        return None
    policy = client.policy_of(incoming.alias)
    if policy is None:
        raise NotRedirectableError("PRV-POLICY-UNKNOWN", "errors.policy_unknown")
    return policy
