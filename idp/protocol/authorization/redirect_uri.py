"""Where the answer goes (RFC 6749 §3.1.2, RFC 9700 §2.1)."""

from urllib.parse import urlsplit

from idp.clients import Client
from idp.clients.refusals import Refusal, RefusalReason
from idp.protocol.errors import NotRedirectableError
from idp.protocol.parameters import Parameters
from idp.untrusted import split_uri

_LOOPBACK = {"127.0.0.1", "::1"}


def check_redirect_uri(parameters: Parameters, client: Client) -> str:
    """Return the redirect URI, equal to a registered one character by character.

    Raises NotRedirectableError when it is absent, repeated or not registered.
    """
    redirect_uri = parameters.get("redirect_uri")
    if (
        redirect_uri is None
        or "redirect_uri" in parameters.repeated
        or not _is_registered(redirect_uri, client)
    ):
        raise NotRedirectableError(
            "PRV-REDIRECT-UNKNOWN",
            "errors.redirect_unknown",
            refusal=Refusal(client.id, RefusalReason.REDIRECT_URI_DIFFERS),
        )
    return redirect_uri


def _is_registered(redirect_uri: str, client: Client) -> bool:
    if redirect_uri in client.redirect_uris:
        return True
    # RFC 8252 §7.3: an application on the person's own machine listens on any free port.
    return client.is_public and any(
        _same_but_port(redirect_uri, registered) for registered in client.redirect_uris
    )


def _same_but_port(redirect_uri: str, registered: str) -> bool:
    known = urlsplit(registered)
    if known.scheme != "http" or known.hostname not in _LOOPBACK:
        return False
    port = split_uri(redirect_uri).port
    host = f"[{known.hostname}]" if ":" in known.hostname else known.hostname
    # Rebuilt and compared whole, so that no other parser can read the URI differently.
    rest = registered.removeprefix(f"http://{known.netloc}")
    return port is not None and redirect_uri == f"http://{host}:{port}{rest}"
