"""The transmitter of security events."""

import hashlib
import json
from functools import cached_property

from idp.clock import Clock
from idp.parts.protocol import Protocol
from idp.protocol.shared_signals.polling import Polling
from idp.protocol.shared_signals.stream_management import StreamManagement
from idp.protocol.shared_signals.stream_status import StreamStatus
from idp.protocol.shared_signals.stream_subjects import StreamSubjects
from idp.protocol.shared_signals.subject_identifier import SubjectIdentifiers
from idp.protocol.shared_signals.telling import SecurityEventTelling
from idp.protocol.shared_signals.transmitter_metadata import transmitter_metadata
from idp.protocol.shared_signals.verification import Verification
from idp.settings import Settings
from idp.tokens.security_event_token import SecurityEventTokens


class Transmitter:
    """Its endpoints, and how events are told."""

    def __init__(self, parts: Protocol) -> None:
        streams, deliveries, database = parts.streams, parts.deliveries, parts.database
        self._issuer = parts.issuer
        receivers = parts.acting_clients
        self.telling = SecurityEventTelling(
            clients=parts.clients,
            subjects=parts.subjects,
            streams=streams,
            tokens=SecurityEventTokens(keys=parts.keys, issuer=parts.issuer),
            deliveries=deliveries,
            database=database,
            issuer=parts.issuer,
        )
        self.management = StreamManagement(
            receivers=receivers,
            streams=streams,
            deliveries=deliveries,
            database=database,
            issuer=parts.issuer,
        )
        self.status = StreamStatus(
            receivers=receivers, streams=streams, deliveries=deliveries, database=database
        )
        self.subjects = StreamSubjects(
            receivers=receivers,
            streams=streams,
            identifiers=SubjectIdentifiers(
                accounts=parts.accounts,
                addresses=parts.addresses,
                subjects=parts.subjects,
                issuer=parts.issuer,
            ),
            database=database,
        )
        self.verification = Verification(
            receivers=receivers,
            streams=streams,
            deliveries=deliveries,
            database=database,
            clock=parts.clock,
        )
        self.polling = Polling(
            receivers=receivers,
            streams=streams,
            deliveries=deliveries,
            telling=self.telling,
            database=database,
            share=parts.shares.polls,
            leaving=parts.leaving,
            seconds=parts.settings.signals.poll_seconds,
        )

    @cached_property
    def metadata(self) -> tuple[bytes, str]:
        """The document, made once, and its ETag."""
        body = json.dumps(transmitter_metadata(self._issuer)).encode()
        return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'


class WithTransmitter(Protocol):
    """What portals call, and what calls portals."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings, clock)
        self.transmitter = Transmitter(self)
        self.ways_of_telling = (*self.ways_of_telling, self.transmitter.telling)
