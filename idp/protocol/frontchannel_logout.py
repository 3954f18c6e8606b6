"""Portals that hear of a sign-out in the browser (OpenID Connect Front-Channel Logout 1.0 §2)."""

from urllib.parse import urlencode

from idp.clients import Clients
from idp.ids import Sid
from idp.storage import Transaction
from idp.tokens.holders import clients_of_session


class FrontchannelLogout:
    """Whose pages are loaded, each in a frame, when a session ends."""

    def __init__(self, *, clients: Clients, issuer: str) -> None:
        self._clients = clients
        self._issuer = issuer

    def frames(self, tx: Transaction, sid: Sid) -> tuple[str, ...]:
        """Return their addresses; to be asked before what the session granted is revoked.

        Each names issuer and session, needed or not (§2): a portal may have several of either.
        """
        told = urlencode({"iss": self._issuer, "sid": sid})
        clients = (self._clients.find(client_id) for client_id in clients_of_session(tx, sid))
        uris = {client.frontchannel_logout_uri for client in clients if client is not None}
        return tuple(
            f"{uri}{'&' if '?' in uri else '?'}{told}"
            for uri in sorted(uri for uri in uris if uri is not None)
        )
