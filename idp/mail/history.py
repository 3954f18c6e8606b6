"""Recent messages to an address and their outcome: found by a keyed hash, without content.

The rows are those of the outbox, which lose text and recipient once they are settled; callers must
name the address, and learn nothing of others.
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
    """The messages of the last weeks, for support."""

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
    """Return a message's outcome; until it is settled, the state of the last answer."""
    state = row.state
    if state == "sending":
        state = "queued" if row.answered_at is None else "deferred"
    return MessageDelivery(DeliveryState(state), row.created_at, row.answered_at, row.answer)
