"""The client of the request (RFC 6749 §4.1.1)."""

from idp.clients import Client, Clients
from idp.clients.refusals import Refusal, RefusalReason
from idp.protocol.errors import NotRedirectableError
from idp.protocol.parameters import Parameters


def check_client(parameters: Parameters, clients: Clients) -> Client:
    """Return the registered client. Raises NotRedirectableError."""
    client_id = parameters.get("client_id")
    client = None
    if client_id is not None and "client_id" not in parameters.repeated:
        client = clients.find(client_id)
    if client is None:
        closed = clients.get_disabled_too(client_id or "")
        refusal = None if closed is None else Refusal(closed.id, RefusalReason.DISABLED)
        raise NotRedirectableError("PRV-CLIENT-UNKNOWN", "errors.client_unknown", refusal=refusal)
    return client
