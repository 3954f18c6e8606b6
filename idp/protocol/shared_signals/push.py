"""Pushes security events for signals (RFC 8935 §2; OpenID SSF 1.0 §6.1.1)."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from idp.clients import Client, Clients
from idp.ids import AccountId, ClientId, Sid, new_id
from idp.part import Part
from idp.protocol.notification_method import Post
from idp.protocol.shared_signals.events import (
    SecurityEvent,
    of_account,
    of_session,
    of_withdrawal,
)
from idp.protocol.shared_signals.stream_request import delivered
from idp.signals import Deliveries, Signal, SignalDelivery, SignalKind, Streams
from idp.signals.signals import Batch
from idp.signals.streams import Method, Status, Stream
from idp.storage import Database, Transaction
from idp.tokens.relying_clients import RelyingClients, last_clients_of_account
from idp.tokens.security_event_token import SecurityEventTokens
from idp.tokens.subject import Subjects

KIND = "security_event"
_MEDIA_TYPE = "application/secevent+jwt"


class SecurityEventPush(Part):
    """The notification method of security events."""

    kind = KIND

    clients: Clients
    subjects: Subjects
    streams: Streams
    tokens: SecurityEventTokens
    deliveries: Deliveries
    database: Database
    issuer: str

    def expand(self, tx: Transaction, batch: Batch, concerned: RelyingClients) -> None:
        """Keep an event for each receiver that a signal concerns and that asked for it."""
        streams = self.streams.lock_alive(tx)
        if not streams:
            return
        found: dict[bool, dict[tuple[object, ...], SignalDelivery]] = {True: {}, False: {}}
        for signal in batch.signals:
            for client_id, given in self._concerned(tx, signal, concerned).items():
                stream = streams.get(client_id)
                if stream is None:
                    continue
                for key, delivery in self._deliveries_of(tx, signal, stream, given):
                    # Signals of one change may end a session twice: one event is sent.
                    found[stream.is_held].setdefault(key, delivery)
        for held, deliveries in found.items():
            self.deliveries.put(tx, deliveries.values(), held=held)

    def notify_withdrawal(
        self, tx: Transaction, client_id: ClientId, account_id: AccountId, at: int
    ) -> None:
        """Keep an event for the one receiver whose access the account withdrew at time `at`.

        Call it after its grants are revoked: the worker takes its locks in that order too.
        """
        client = self.clients.find(client_id)
        stream = self.streams.lock(tx, client_id)
        if client is None or stream is None or stream.status is Status.DISABLED:
            return
        subject, event = self.subjects.within(tx, client, account_id), of_withdrawal(at)
        silenced = self.streams.is_silenced(tx, stream, subject)
        if silenced or event.type not in delivered(stream):
            return
        delivery = SignalDelivery(
            id=new_id(),
            kind=KIND,
            client_id=client_id,
            account_id=account_id,
            sid=None,
            at=at,
            content=_content(self._person(subject), event),
        )
        self.deliveries.put(tx, [delivery], held=stream.is_held)

    def _person(self, subject: str) -> dict[str, Any]:
        return {"format": "iss_sub", "iss": self.issuer, "sub": subject}

    def _deliveries_of(
        self, tx: Transaction, signal: Signal, stream: Stream, given: Mapping[Sid, frozenset[str]]
    ) -> Iterator[tuple[tuple[object, ...], SignalDelivery]]:
        client = self.clients.find(stream.client_id)
        if client is None:
            return
        subject = self.subjects.within(tx, client, signal.account_id)
        if self.streams.is_silenced(tx, stream, subject):
            return
        wanted = delivered(stream)
        for sid, event in _events(signal, client, given):
            if event.type in wanted:
                # The account's last event must arrive last: none is left out.
                key = (client.id, sid) if sid is not None else (client.id, signal.id, event.type)
                yield key, self._delivery(signal, client.id, subject, sid, event)

    def compose(self, delivery: SignalDelivery) -> Post | None:
        """Return the request to send; None when the receiver no longer wants it."""
        client = self.clients.find(delivery.client_id)
        with self.database.reading() as tx:
            stream = self.streams.find(tx, delivery.client_id)
        if client is None or stream is None or not _takes(stream):
            return None
        headers = {"Accept": "application/json"}
        if stream.authorization is not None:
            headers["Authorization"] = stream.authorization
        token = self.token(client, delivery).encode()
        return Post(stream.endpoint_uri, token, _MEDIA_TYPE, headers)

    def token(self, client: Client, delivery: SignalDelivery) -> str:
        """Return the security event token of `delivery`, the same at each attempt."""
        content = json.loads(delivery.content or "{}")
        return self.tokens.mint(
            client,
            subject=content["sub_id"],
            events=content["events"],
            jti=delivery.id,
            issued_at=delivery.at,
        )

    @staticmethod
    def _concerned(
        tx: Transaction, signal: Signal, concerned: RelyingClients
    ) -> Mapping[ClientId, Mapping[Sid, frozenset[str]]]:
        """Return the granted scope by client and session."""
        given: dict[ClientId, dict[Sid, frozenset[str]]] = defaultdict(dict)
        for holder in concerned.get(signal.id, ()):
            given[holder.client_id][holder.sid] = holder.scope
        if signal.kind in {SignalKind.ACCOUNT_ENABLED, SignalKind.ACCOUNT_ERASED}:
            # Every grant ended when the account was disabled or closed.
            for client_id in last_clients_of_account(tx, signal.account_id):
                given[client_id] = {}
        return given

    def _delivery(
        self,
        signal: Signal,
        client_id: ClientId,
        subject: str,
        sid: Sid | None,
        event: SecurityEvent,
    ) -> SignalDelivery:
        sub_id = self._person(subject)
        if sid is not None:
            # SSF 1.0 §3.3: this session of this person.
            session = {"format": "opaque", "id": sid}
            sub_id = {"format": "complex", "user": sub_id, "session": session}
        return SignalDelivery(
            id=new_id(),
            kind=KIND,
            client_id=client_id,
            account_id=AccountId(signal.account_id),
            sid=sid,
            at=signal.at,
            content=_content(sub_id, event),
        )


def _content(sub_id: Mapping[str, Any], event: SecurityEvent) -> str:
    return json.dumps({"sub_id": sub_id, "events": {event.type: event.content}})


def _events(
    signal: Signal, client: Client, given: Mapping[Sid, frozenset[str]]
) -> Iterator[tuple[Sid | None, SecurityEvent]]:
    ended = of_session(signal)
    if ended is not None:
        yield from ((sid, ended) for sid in given)
    scope = frozenset(client.implied_scopes).union(*given.values())
    yield from ((None, event) for event in of_account(signal, scope))


def _takes(stream: Stream) -> bool:
    return stream.method is Method.PUSH and stream.status is Status.ENABLED
