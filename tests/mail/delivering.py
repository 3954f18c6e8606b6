"""Messages on their way, as the tests of mail put and read them."""

import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from aiosmtpd.smtp import Envelope

from idp.clock import HOUR
from idp.mail import Message, MessageDelivery
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import Worker

NOTICE = {"service": "Parvis", "support": "soutien@exemple.quebec"}


DUE = Statement("SELECT due_at FROM outbox")


def put(
    provider: Provider, recipient: str = "zoe@exemple.quebec", *, useful: int = 2 * HOUR
) -> str:
    with provider.database.writing() as tx:
        return provider.outbox.put(
            tx,
            Message(kind="password_changed", recipient=recipient, locale="fr", values=NOTICE),
            expires_at=provider.clock.seconds() + useful,
        )


def fate(provider: Provider, outbox_id: str) -> MessageDelivery:
    with provider.database.reading() as tx:
        return provider.outbox.delivery(tx, outbox_id)


def leased_until(provider: Provider) -> int:
    with provider.database.reading() as tx:
        return int((tx.row(DUE) or (0,))[0])


def read(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def work(worker: Worker) -> None:
    while worker.run_once():
        pass


def eventually(condition: Callable[[], bool], *, seconds: float) -> bool:
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if condition():
            return True
        pause.wait(0.02)
    return condition()
