"""Events that a receiver fetches by itself (RFC 8936 §2; OpenID SSF 1.0 §6.1.2)."""

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from idp.clients import Client
from idp.part import Part
from idp.protocol.acting_client import ActingClients
from idp.protocol.errors import InvalidRequestError
from idp.protocol.shared_signals.push import KIND, SecurityEventPush
from idp.protocol.shared_signals.receivers_stream import NoStreamError, ReceiverRequest
from idp.protocol.shared_signals.scopes import MANAGE, READ
from idp.shares import Share
from idp.signals import Deliveries, Streams
from idp.signals.streams import Method, Status, Stream
from idp.storage import Database, Transaction

_MOST_AT_ONCE = 100
_MOST_ANSWERED = 1_000
_LOOK_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Polling(Part):
    """The poll endpoint."""

    receivers: ActingClients
    streams: Streams
    deliveries: Deliveries
    push: SecurityEventPush
    database: Database
    share: Share
    leaving: threading.Event
    seconds: int

    @property
    def _waits(self) -> bool:
        return bool(self.seconds and self.share.places)

    def answer(self, request: ReceiverRequest) -> dict[str, Any]:
        """Return `sets` and `moreAvailable` (§2.3); acknowledged events are removed (§2.4).

        Raises ProtocolError, and TooBusyError without events and without a free thread to wait.
        """
        client = self.receivers.of(request.incoming, MANAGE, READ)
        content = request.content()
        count, done = _count(content), _answered(content)
        if done:
            with self.database.writing() as tx:
                self._stream(tx, client)
                self.deliveries.take_held(tx, KIND, client.id, done)
        answer = self._look(client, count)
        if answer["sets"] or not count or content.get("returnImmediately") or not self._waits:
            return answer
        with self.share.taken():
            return self._wait(client, count)

    def _wait(self, client: Client, count: int) -> dict[str, Any]:
        """Look once a second until an event arrives, or the time or the process ends (§2.2)."""
        ends_at = time.monotonic() + self.seconds
        while True:
            leaving = self.leaving.wait(_LOOK_SECONDS)
            answer = self._look(client, count)
            if answer["sets"] or leaving or time.monotonic() >= ends_at:
                return answer

    def _look(self, client: Client, count: int) -> dict[str, Any]:
        with self.database.reading() as tx:
            if self._stream(tx, client).status is not Status.ENABLED:
                return {"sets": {}, "moreAvailable": False}
            held = self.deliveries.held(tx, KIND, client.id, count + 1)
        return {
            "sets": {each.id: self.push.token(client, each) for each in held[:count]},
            "moreAvailable": len(held) > count,
        }

    def _stream(self, tx: Transaction, client: Client) -> Stream:
        stream = self.streams.find(tx, client.id)
        if stream is None or stream.method is not Method.POLL:
            raise NoStreamError("there is no stream to be polled")
        return stream


def _count(content: Mapping[str, Any]) -> int:
    count = content.get("maxEvents", _MOST_AT_ONCE)
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise InvalidRequestError("maxEvents is a number, 0 or more")
    if not isinstance(content.get("returnImmediately", True), bool):
        raise InvalidRequestError("returnImmediately is true or false")
    return min(count, _MOST_AT_ONCE)


def _answered(content: Mapping[str, Any]) -> list[str]:
    acknowledged, errors = content.get("ack", []), content.get("setErrs", {})
    if not isinstance(acknowledged, list) or not isinstance(errors, dict):
        raise InvalidRequestError("ack is a list and setErrs an object")
    done = [*acknowledged, *errors]
    if len(done) > _MOST_ANSWERED or not all(isinstance(each, str) for each in done):
        raise InvalidRequestError(f"at most {_MOST_ANSWERED} events are answered at a time")
    if errors:
        # The receiver's own text stays out of the log: it may contain anything.
        _log.warning("a receiver could not read %d security events", len(errors))
    return done
