"""The classes of sign-in that a client would like (OpenID Connect Core §3.1.2.1, `acr_values`)."""

from idp.accounts.acr import ACR_VALUES
from idp.clients import Client
from idp.protocol.parameters import Parameters


def check_acr_values(parameters: Parameters, client: Client) -> tuple[str, ...]:
    """Return the classes that a sign-in can reach, the best first; unknown ones are ignored.

    Without the parameter, what the client registered (`default_acr_values`, Registration §2).
    """
    asked = (parameters.get("acr_values") or "").split() or client.default_acr_values
    return tuple(each for each in dict.fromkeys(asked) if each in ACR_VALUES)
