"""Portals that hear of a sign-out in the browser (OpenID Connect Front-Channel Logout 1.0 §2)."""

from collections.abc import Iterable
from urllib.parse import urlencode

from idp.clients import Clients
from idp.ids import ClientId, Sid
from idp.part import Part
from idp.storage import Transaction
from idp.tokens.relying_clients import clients_of_session

_MOST_OF_ONE_PORTAL = 10


class FrontchannelLogout(Part):
    """Whose pages are loaded, each in a frame, when a session ends.

    Each address names issuer and session, needed or not (§2): a portal may have several of either.
    """

    clients: Clients
    issuer: str

    def frames(self, tx: Transaction, sid: Sid) -> tuple[str, ...]:
        """Return their addresses; to be asked before what the session granted is revoked."""
        clients = (self.clients.find(client_id) for client_id in clients_of_session(tx, sid))
        uris = {client.frontchannel_logout_uri for client in clients if client is not None}
        return tuple(
            self._frame(uri, sid) for uri in sorted(uri for uri in uris if uri is not None)
        )

    def frames_of_portal(self, client_id: ClientId, sids: Iterable[Sid]) -> tuple[str, ...]:
        """Return the portal's addresses for the first ten of `sids`, which ended there alone.

        Its cookie in this browser may be of any of them, a session that is over included.
        """
        client = self.clients.find(client_id)
        uri = None if client is None else client.frontchannel_logout_uri
        if uri is None:
            return ()
        return tuple(self._frame(uri, sid) for sid in [*sids][:_MOST_OF_ONE_PORTAL])

    def _frame(self, uri: str, sid: Sid) -> str:
        told = urlencode({"iss": self.issuer, "sid": sid})
        return f"{uri}{'&' if '?' in uri else '?'}{told}"
