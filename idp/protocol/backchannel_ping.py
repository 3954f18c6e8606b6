"""Notifies a client that its request was answered (OpenID Connect CIBA Core 1.0 §10.2, ping mode).

The answer itself is not sent: the client asks the token endpoint, as in poll mode. An expired
request causes no notification; the client knows when it ends.
"""

import json

from idp.clients import Clients
from idp.clock import Clock
from idp.ids import new_id
from idp.part import Part
from idp.protocol.notification_method import Post
from idp.signals import Deliveries, SignalDelivery
from idp.signals.signals import Batch
from idp.storage import Transaction
from idp.tokens.approval_requests import ApprovalRequest
from idp.tokens.relying_clients import RelyingClients


class BackchannelPing(Part):
    """Sends the notification when a person answered; account signals cause none."""

    kind = "ciba"

    clients: Clients
    deliveries: Deliveries
    clock: Clock

    def expand(self, tx: Transaction, batch: Batch, concerned: RelyingClients) -> None:
        """Keep nothing."""

    def notify(self, tx: Transaction, request: ApprovalRequest) -> None:
        """Keep a delivery, in the transaction in which `request` is answered."""
        if request.ping is None or request.account_id is None:
            return
        content = {
            "auth_req_id": request.ping.auth_req_id,
            "token": request.ping.token,
            "expires_at": request.expires_at,
        }
        delivery = SignalDelivery(
            id=new_id(),
            kind=self.kind,
            client_id=request.client_id,
            account_id=request.account_id,
            sid=None,
            at=self.clock.seconds(),
            content=json.dumps(content),
        )
        self.deliveries.put(tx, [delivery])

    def compose(self, delivery: SignalDelivery) -> Post | None:
        """Return the request to send; None when the request ended, or the client polls now."""
        client = self.clients.find(delivery.client_id)
        content = json.loads(delivery.content or "{}")
        if client is None or client.notification_endpoint is None:
            return None
        if not content or self.clock.seconds() >= content["expires_at"]:
            return None
        return Post(
            uri=client.notification_endpoint,
            body=json.dumps({"auth_req_id": content["auth_req_id"]}).encode(),
            content_type="application/json",
            headers={"Authorization": f"Bearer {content['token']}"},
            repeats=False,  # the client refused its own token: it would refuse it again
        )
