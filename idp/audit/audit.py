"""Writing an event beside the change that it tells of."""

import json

from idp.audit import table
from idp.audit.event import Event
from idp.clock import Clock
from idp.storage import Transaction


class Audit:
    """The record of events."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def record(self, tx: Transaction, event: Event) -> None:
        """Write `event`; it is kept if and only if the rest of the transaction is."""
        tx.run(
            table.ADD,
            at=self._clock.seconds(),
            kind=event.kind,
            actor=event.actor,
            subject=event.subject,
            client_id=event.client_id,
            outcome=event.outcome.value,
            request_id=event.request_id,
            details=json.dumps(event.details(), sort_keys=True),
        )
