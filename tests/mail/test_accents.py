"""Addresses with an accent before the @, at mail servers that take them or do not (RFC 6531)."""

from msgspec.structs import replace

from idp.mail import DeliveryState
from idp.mail.carrier import Carrier
from idp.wiring import Provider
from idp.worker import Worker
from tests.mail.delivering import fate, put, read, work
from tests.mail_server import MailServer

ACCENTED = "zoé@école.example"


def test_a_message_leaves_for_an_address_with_an_accent(
    provider: Provider, worker: Worker, mail_server: MailServer
) -> None:
    outbox_id = put(provider, ACCENTED)
    work(worker)
    (envelope,) = mail_server.postbox.envelopes
    assert envelope.rcpt_tos == ["zoé@xn--cole-9oa.example"]
    assert "SMTPUTF8" in (envelope.mail_options or [])
    assert "Zoé" not in str(read(envelope)["Subject"])
    assert isinstance(envelope.content, bytes)
    assert "To: zoé@xn--cole-9oa.example".encode() in envelope.content
    assert fate(provider, outbox_id).state is DeliveryState.SENT


def test_a_server_that_takes_no_accents_gets_no_message_and_that_is_told(
    provider: Provider, worker: Worker, mail_server: MailServer
) -> None:
    mail_server.stop()
    mail_server.takes_accents = False
    mail_server.start()
    refused, sent = put(provider, ACCENTED), put(provider)
    work(worker)
    assert fate(provider, refused).state is DeliveryState.REFUSED
    assert fate(provider, sent).state is DeliveryState.SENT
    assert len(mail_server.postbox.envelopes) == 1


def test_the_diagnosis_asks_the_server_whether_it_takes_them(
    provider: Provider, mail_server: MailServer
) -> None:
    settings = mail_server.settings(provider.settings)
    settings = replace(settings, mail=replace(settings.mail, accented_addresses=True))
    with Carrier(settings=settings) as carrier:
        assert carrier.probe() is None
    mail_server.stop()
    mail_server.takes_accents = False
    mail_server.start()
    with Carrier(settings=settings) as carrier:
        assert carrier.probe() == (
            "mail.accented_addresses is set, and the server takes none (SMTPUTF8)"
        )
