"""Messages: composed, queued in the transaction that needs them, and sent to a mail server.

Owns the table `outbox`. A message is sealed while it waits and erased once it is settled; the row
with its outcome is deleted a month later. `idp.worker` sends it.
"""

from idp.mail.history import MailHistory
from idp.mail.model import (
    NOBODY,
    Attachment,
    Brand,
    DeliveryState,
    Message,
    MessageDelivery,
    Sent,
)
from idp.mail.outbox import Outbox

__all__ = [
    "NOBODY",
    "Attachment",
    "Brand",
    "DeliveryState",
    "MailHistory",
    "Message",
    "MessageDelivery",
    "Outbox",
    "Sent",
]
