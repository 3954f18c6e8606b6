"""Messages: written, kept in the transaction that needs them, and carried to a mail server.

Owns the table `outbox`. A message is sealed while it waits, erased once its fate is known, and
the row that says what became of it goes a month later. `idp.worker` does the carrying.
"""

from idp.mail.history import MailHistory
from idp.mail.model import NOBODY, Attachment, Brand, DeliveryState, MessageDelivery, Sent
from idp.mail.outbox import Outbox

__all__ = [
    "NOBODY",
    "Attachment",
    "Brand",
    "DeliveryState",
    "MailHistory",
    "MessageDelivery",
    "Outbox",
    "Sent",
]
