"""Verification events of a stream (OpenID Shared Signals Framework 1.0 §8.1.4)."""

import json

from idp.clock import Clock
from idp.ids import AccountId, new_id
from idp.part import Part
from idp.protocol.acting_client import ActingClients
from idp.protocol.errors import InvalidRequestError
from idp.protocol.shared_signals.events import VERIFICATION
from idp.protocol.shared_signals.push import KIND
from idp.protocol.shared_signals.receivers_stream import (
    ReceiverRequest,
    TooOftenError,
    lock_stream,
    text_of,
)
from idp.protocol.shared_signals.scopes import MANAGE
from idp.protocol.shared_signals.stream_request import VERIFICATION_SECONDS
from idp.signals import Deliveries, SignalDelivery, Streams
from idp.signals.streams import Status
from idp.storage import Database

_LONGEST_STATE = 1_000


class StreamVerification(Part):
    """The verification endpoint."""

    receivers: ActingClients
    streams: Streams
    deliveries: Deliveries
    database: Database
    clock: Clock

    def ask(self, request: ReceiverRequest) -> None:
        """Send an event with the receiver's `state` (§8.1.4.2). Raises ProtocolError."""
        client = self.receivers.of(request.incoming, MANAGE)
        content = request.content()
        state = text_of(content, "state", _LONGEST_STATE)
        with self.database.writing() as tx:
            stream = lock_stream(tx, self.streams, client, content.get("stream_id"))
            if stream.status is Status.DISABLED:
                raise InvalidRequestError("the stream is disabled")
            if not self.streams.may_verify(tx, stream, VERIFICATION_SECONDS):
                raise TooOftenError(f"at most one verification in {VERIFICATION_SECONDS} s")
            event = {VERIFICATION: {"state": state} if "state" in content else {}}
            subject = {"format": "opaque", "id": stream.id}
            delivery = SignalDelivery(
                id=new_id(),
                kind=KIND,
                client_id=client.id,
                account_id=AccountId(""),
                sid=None,
                at=self.clock.seconds(),
                content=json.dumps({"sub_id": subject, "events": event}),
            )
            self.deliveries.put(tx, [delivery], held=stream.is_held)
