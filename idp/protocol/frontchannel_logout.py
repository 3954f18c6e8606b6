"""Logout of portals through the browser (OpenID Connect Front-Channel Logout 1.0 §2)."""

from collections.abc import Iterable
from urllib.parse import urlencode

from idp.clients import Clients
from idp.ids import ClientId, Sid
from idp.part import Part
from idp.storage import Transaction
from idp.tokens.relying_clients import clients_of_session

_MOST_OF_ONE_PORTAL = 10


class FrontchannelLogout(Part):
    """Finds the portal pages to load, each in a frame, when a session ends.

    Each URL carries `iss` and `sid`, required or not (§2): a portal may have several of either.
    """

    clients: Clients
    issuer: str

    def frames(self, tx: Transaction, sid: Sid) -> tuple[str, ...]:
        """Return their URLs; call it before the session's grants are revoked."""
        clients = (self.clients.find(client_id) for client_id in clients_of_session(tx, sid))
        uris = {client.frontchannel_logout_uri for client in clients if client is not None}
        return tuple(
            self._frame(uri, sid) for uri in sorted(uri for uri in uris if uri is not None)
        )

    def frames_of_portal(self, client_id: ClientId, sids: Iterable[Sid]) -> tuple[str, ...]:
        """Return the portal's URLs for the first ten of `sids`, which ended at this portal only.

        Its cookie in this browser may belong to any of them, even to an ended session.
        """
        client = self.clients.find(client_id)
        uri = None if client is None else client.frontchannel_logout_uri
        if uri is None:
            return ()
        return tuple(self._frame(uri, sid) for sid in [*sids][:_MOST_OF_ONE_PORTAL])

    def _frame(self, uri: str, sid: Sid) -> str:
        told = urlencode({"iss": self.issuer, "sid": sid})
        return f"{uri}{'&' if '?' in uri else '?'}{told}"
