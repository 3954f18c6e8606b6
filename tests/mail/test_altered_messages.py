"""Messages whose recipient was exchanged in the database (docs/decisions/0024)."""

from idp.mail import DeliveryState
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import Worker
from tests.mail.delivering import fate, put, work
from tests.mail_server import MailServer

EXCHANGE = Statement(
    """UPDATE outbox SET recipient_sealed =
           (SELECT recipient_sealed FROM outbox WHERE id = :own) WHERE id = :other"""
)


def test_a_message_goes_to_nobody_but_whom_it_was_written_to(
    provider: Provider, worker: Worker, mail_server: MailServer
) -> None:
    own, other = put(provider, "intrus@exemple.quebec"), put(provider)
    with provider.database.writing() as tx:
        tx.run(EXCHANGE, own=own, other=other)
    work(worker)
    (envelope,) = mail_server.postbox.envelopes
    assert envelope.rcpt_tos == ["intrus@exemple.quebec"]
    assert b"zoe@exemple.quebec" not in (envelope.content or b"")
    assert fate(provider, other).state is DeliveryState.REFUSED
    assert fate(provider, own).state is DeliveryState.SENT
