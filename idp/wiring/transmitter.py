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
from idp.protocol.shared_signals.verification import StreamVerification
from idp.wiring import Provider


class Transmitter:
    """The endpoints of those who receive events."""

    def __init__(self, provider: Provider, *, receivers: ActingClients) -> None:
        self._provider = provider
        self._receivers = receivers
        self._database = provider.database
        self._streams = provider.streams
        self._deliveries = provider.deliveries

    @built_once
    def management(self) -> StreamManagement:
        return StreamManagement(
            receivers=self._receivers,
            streams=self._streams,
            deliveries=self._deliveries,
            database=self._database,
            issuer=self._provider.issuer,
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
                accounts=self._provider.directory.accounts,
                addresses=self._provider.directory.addresses,
                subjects=self._provider.tokens.subjects,
                issuer=self._provider.issuer,
            ),
            database=self._database,
        )

    @built_once
    def verification(self) -> StreamVerification:
        return StreamVerification(
            receivers=self._receivers,
            streams=self._streams,
            deliveries=self._deliveries,
            database=self._database,
            clock=self._provider.clock,
        )

    @built_once
    def polling(self) -> Polling:
        return Polling(
            receivers=self._receivers,
            streams=self._streams,
            deliveries=self._deliveries,
            push=self._provider.notifications.security_events,
            database=self._database,
            share=self._provider.shares.polls,
            leaving=self._provider.leaving,
            seconds=self._provider.settings.signals.poll_seconds,
        )

    @built_once
    def metadata(self) -> tuple[bytes, str]:
        """The document, made once, and its ETag."""
        body = json.dumps(transmitter_metadata(self._provider.issuer)).encode()
        return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'
