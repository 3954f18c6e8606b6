"""What was sent to an address lately and what became of it: found by a keyed hash, content-free.

The rows are those of the outbox, which lose their text and their recipient once their fate is
known; whoever asks must name the address, and learns nothing of others.
"""

from collections.abc import Iterable

from idp.keys.vault import Vault
from idp.mail import table
from idp.mail.model import DeliveryState, MessageDelivery, Sent
from idp.mail.records import Fate, PastRow
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Transaction

_LISTED = 50


class MailHistory(Part):
    """The messages of the last weeks, for whoever helps somebody who waits for one."""

    vault: Vault

    def of(
        self, tx: Transaction, addresses: Iterable[Address], limit: int = _LISTED
    ) -> tuple[Sent, ...]:
        """Return the last `limit` messages to any of `addresses`, the newest first."""
        rows = [
            row
            for address in addresses
            for row in tx.rows(
                table.HISTORY,
                recipient_hash=recipient_hash(self.vault, address.normal),
                count=limit,
            )
        ]
        rows.sort(key=lambda row: -row.created_at)
        return tuple(Sent(row.kind, row.attempts, delivery_of(row)) for row in rows[:limit])


def recipient_hash(vault: Vault, recipient: str) -> bytes:
    """Return the hash by which messages to `recipient` are found again."""
    return vault.keyed_hash("outbox.recipient", recipient)


def delivery_of(row: Fate | PastRow) -> MessageDelivery:
    """Return a message's fate; while it is under way, its state is that of the last answer."""
    state = row.state
    if state == "sending":
        state = "queued" if row.answered_at is None else "deferred"
    return MessageDelivery(DeliveryState(state), row.created_at, row.answered_at, row.answer)
