"""The outbox: queues a message in the transaction that needs it, and returns its outcome."""

from collections.abc import Iterable

from idp.clock import Clock
from idp.ids import new_id
from idp.keys.vault import Vault
from idp.mail import table
from idp.mail.history import delivery_of, recipient_hash
from idp.mail.model import Message, MessageDelivery
from idp.settings import Settings
from idp.storage import Transaction

RECIPIENT = "outbox.recipient"
MESSAGE = "outbox.message"


class Outbox:
    """Messages to be sent, sealed, and the outcome of those that were."""

    def __init__(self, *, vault: Vault, clock: Clock, settings: Settings) -> None:
        self._vault = vault
        self._clock = clock
        self._settings = settings
        # With the first outbox of a process: reading Jinja and `email` takes long, and most
        # commands send nothing.
        from idp.mail.message import compose, deliverable

        self._compose, self._deliverable = compose, deliverable

    def put(self, tx: Transaction, message: Message, *, expires_at: int) -> str:
        """Compose `message`, and keep it to be sent. Returns its id.

        After `expires_at` (seconds) it is of no more use. Raises ValueError when an address cannot
        be written into a message.
        """
        now = self._clock.seconds()
        outbox_id = new_id()
        composed = self._compose(self._settings, message, message_id=outbox_id, now=now)
        tx.run(
            table.PUT,
            id=outbox_id,
            kind=message.kind,
            recipient_hash=recipient_hash(self._vault, message.recipient),
            recipient_sealed=self._vault.seal(self._deliverable(message.recipient), RECIPIENT),
            message_sealed=self._vault.seal(composed.decode("utf-8"), MESSAGE),
            now=now,
            expires_at=expires_at,
        )
        return outbox_id

    def delivery(self, tx: Transaction, outbox_id: str) -> MessageDelivery:
        """Return the message's outcome. Raises KeyError when its row was purged."""
        return self.deliveries(tx, (outbox_id,))[outbox_id]

    def deliveries(self, tx: Transaction, outbox_ids: Iterable[str]) -> dict[str, MessageDelivery]:
        """Return the outcome of one or two messages, by id, in one statement."""
        first, *others = outbox_ids
        rows = tx.rows(table.FATES, first=first, second=others[0] if others else first)
        return {row.id: delivery_of(row) for row in rows}
