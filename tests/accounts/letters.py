"""Reading what was put into the outbox, without a mail server."""

import email
import email.policy
import re

from idp.mail.model import NOBODY, DeliveryState, MailReply
from idp.mail.outbox import MESSAGE, RECIPIENT
from idp.mail.queue import Queue
from idp.storage import Statement
from idp.wiring import Provider

MESSAGES = "SELECT kind, message_sealed, recipient_sealed FROM outbox"
CODES = """SELECT outbox.message_sealed FROM outbox
           JOIN email_code ON email_code.outbox_id = outbox.id"""


def _oldest_first(provider: Provider, selection: str) -> Statement:
    """Return `selection` in the order of insertion, of which a time in seconds tells too little.

    PostgreSQL numbers the transaction that wrote a row, and the commands in it; nobody but the
    queue writes to a message again.
    """
    is_file = provider.settings.database.url.startswith("sqlite:")
    numbers = ("outbox.rowid",) if is_file else (_number("xmin"), _number("cmin"))
    return Statement(f"{selection} ORDER BY outbox.created_at, {', '.join(numbers)}")


def _number(column: str) -> str:
    return f"CAST(CAST(outbox.{column} AS text) AS bigint)"


def messages_in_outbox(provider: Provider, kind: str) -> list[str]:
    """Return the text parts of the messages of `kind` to somebody, not delivered yet."""
    with provider.database.reading() as tx:
        rows = [row for row in tx.rows(_oldest_first(provider, MESSAGES)) if row[0] == kind]
    return [
        _text(provider, row[1]) for row in rows if provider.vault.open(row[2], RECIPIENT) != NOBODY
    ]


def codes_in_outbox(provider: Provider) -> list[str]:
    """Return the codes of the messages that were not delivered yet, as they show them."""
    with provider.database.reading() as tx:
        letters = [
            _text(provider, row[0])
            for row in tx.rows(_oldest_first(provider, CODES))
            if bytes(row[0])
        ]
    found = [re.search(r"^\d{4} \d{4}$", letter, re.MULTILINE) for letter in letters]
    return [each[0] for each in found if each]


def deliver_everything(provider: Provider) -> None:
    """Do as if the mail server took whatever is due."""
    queue = Queue(vault=provider.vault, clock=provider.clock, settings=provider.settings)
    with provider.database.writing() as tx:
        for leased in queue.lease(tx):
            queue.settle(tx, leased, MailReply(DeliveryState.SENT, "250"))


def _text(provider: Provider, sealed: bytes) -> str:
    message = email.message_from_string(
        provider.vault.open(sealed, MESSAGE), policy=email.policy.default
    )
    body = message.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")
