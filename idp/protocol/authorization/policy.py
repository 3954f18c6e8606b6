"""The Azure AD B2C policy of a request, which OpenID Connect Core §3.1.2.1 does not have."""

from idp.clients import Client
from idp.clients.b2c_policy import B2CPolicy, PolicyJourney
from idp.protocol.authorization.prompt import Prompt
from idp.protocol.errors import NotRedirectableError
from idp.protocol.incoming import Incoming


def check_policy(incoming: Incoming, client: Client) -> str | None:
    """Return the policy as the client registered it; None at a URL without a policy.

    Raises NotRedirectableError when the client did not register that policy.
    """
    if incoming.alias is None:
        return None
    policy = client.policy_of(incoming.alias)
    if policy is None:
        raise NotRedirectableError("PRV-POLICY-UNKNOWN", "errors.policy_unknown")
    return policy


def prompt_of_policy(prompt: frozenset[Prompt], policy: B2CPolicy) -> frozenset[Prompt]:
    """Return the prompts, with those that the policy stands for: an account to be created."""
    if policy.journey is not PolicyJourney.SIGN_UP or Prompt.NONE in prompt:
        return prompt
    return prompt | {Prompt.CREATE}
