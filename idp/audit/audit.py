"""Records an event in the transaction of its change."""

import json

from idp.audit.chain import Chain, Macs
from idp.audit.event import Event
from idp.clock import Clock
from idp.storage import Transaction


class Audit:
    """The audit record."""

    def __init__(self, *, clock: Clock, macs: Macs) -> None:
        self._clock = clock
        self.chain = Chain(macs=macs)

    def record(self, tx: Transaction, event: Event) -> None:
        """Write `event`; it is kept if and only if the rest of the transaction is.

        It gets its number and its link in the chain right before the commit, and is not visible
        within the transaction before that.
        """
        tx.put_off(
            self.chain,
            {
                "at": self._clock.seconds(),
                "kind": event.kind,
                "actor": event.actor,
                "subject": event.subject,
                "client_id": event.client_id,
                "outcome": event.outcome.value,
                "request_id": event.request_id,
                "details": json.dumps(event.details(), sort_keys=True),
            },
        )
