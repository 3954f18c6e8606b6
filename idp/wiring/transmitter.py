"""The transmitter of security events (OpenID Shared Signals Framework 1.0)."""

import hashlib
import json

from idp.once import built_once
from idp.protocol.acting_client import ActingClients
from idp.protocol.shared_signals.polling import Polling
from idp.protocol.shared_signals.stream_management import StreamManagement
from idp.protocol.shared_signals.stream_status import StreamStatus
from idp.protocol.shared_signals.stream_subjects import StreamSubjects
from idp.protocol.shared_signals.subject_identifier import SubjectIdentifiers
from idp.protocol.shared_signals.transmitter_metadata import transmitter_metadata
from idp.protocol.shared_signals.verification import Verification
from idp.wiring import Parts


class Transmitter:
    """The endpoints of those who receive events."""

    def __init__(self, parts: Parts, *, receivers: ActingClients) -> None:
        self._parts = parts
        self._receivers = receivers
        self._database = parts.database
        self._streams = parts.streams
        self._deliveries = parts.deliveries

    @built_once
    def management(self) -> StreamManagement:
        return StreamManagement(
            receivers=self._receivers,
            streams=self._streams,
            deliveries=self._deliveries,
            database=self._database,
            issuer=self._parts.issuer,
        )

    @built_once
    def status(self) -> StreamStatus:
        return StreamStatus(
            receivers=self._receivers,
            streams=self._streams,
            deliveries=self._deliveries,
            database=self._database,
        )

    @built_once
    def subjects(self) -> StreamSubjects:
        return StreamSubjects(
            receivers=self._receivers,
            streams=self._streams,
            identifiers=SubjectIdentifiers(
                accounts=self._parts.directory.accounts,
                addresses=self._parts.directory.addresses,
                subjects=self._parts.tokens.subjects,
                issuer=self._parts.issuer,
            ),
            database=self._database,
        )

    @built_once
    def verification(self) -> Verification:
        return Verification(
            receivers=self._receivers,
            streams=self._streams,
            deliveries=self._deliveries,
            database=self._database,
            clock=self._parts.clock,
        )

    @built_once
    def polling(self) -> Polling:
        return Polling(
            receivers=self._receivers,
            streams=self._streams,
            deliveries=self._deliveries,
            telling=self._parts.telling.security_events,
            database=self._database,
            share=self._parts.shares.polls,
            leaving=self._parts.leaving,
            seconds=self._parts.settings.signals.poll_seconds,
        )

    @built_once
    def metadata(self) -> tuple[bytes, str]:
        """The document, made once, and its ETag."""
        body = json.dumps(transmitter_metadata(self._parts.issuer)).encode()
        return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'
