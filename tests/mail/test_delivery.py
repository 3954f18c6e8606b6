"""From the outbox to a real mail server: what is sent, retried, refused, given up."""

import socket
import threading
import time

import pytest
from msgspec.structs import replace

from idp.clock import DAY, HOUR, MINUTE
from idp.mail import NOBODY, DeliveryState, Message, MessageDelivery
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import Rounds, Worker, name_of, run
from tests.conftest import TestClock
from tests.mail.delivering import (
    NOTICE,
    eventually,
    fate,
    put,
    read,
    work,
)
from tests.mail_server import MailServer
from tests.workers import new_worker

SEALED = Statement("SELECT recipient_sealed, message_sealed FROM outbox WHERE id = :id")


def test_a_message_leaves_and_its_fate_is_told(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock
) -> None:
    outbox_id = put(provider)
    assert fate(provider, outbox_id) == MessageDelivery(DeliveryState.QUEUED, clock.now, None, None)
    clock.advance(1)
    work(worker)
    (envelope,) = mail_server.postbox.envelopes
    assert envelope.rcpt_tos == ["zoe@exemple.quebec"]
    assert isinstance(envelope.content, bytes)
    assert b"Votre mot de passe" in envelope.content
    expected = MessageDelivery(DeliveryState.SENT, clock.now - 1, clock.now, "250")
    assert fate(provider, outbox_id) == expected


def test_a_message_to_nobody_is_dropped_and_counted_nowhere(
    provider: Provider, mail_server: MailServer, worker: Worker
) -> None:
    """It was written so that no time tells whether there is somebody."""
    outbox_id = put(provider, NOBODY)
    put(provider)
    work(worker)
    assert len(mail_server.postbox.envelopes) == 1
    with pytest.raises(KeyError):
        fate(provider, outbox_id)


def test_a_message_of_an_undone_transaction_never_leaves(
    provider: Provider, worker: Worker, mail_server: MailServer
) -> None:
    def fail() -> None:
        with provider.database.writing() as tx:
            provider.outbox.put(
                tx,
                Message(kind="password_changed", recipient="a@b.org", locale="fr", values=NOTICE),
                expires_at=provider.clock.seconds() + HOUR,
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    work(worker)
    assert mail_server.postbox.envelopes == []


def test_the_text_is_sealed_while_it_waits_and_erased_once_it_left(
    provider: Provider, worker: Worker
) -> None:
    outbox_id = put(provider)
    with provider.database.reading() as tx:
        waiting = tx.row(SEALED, id=outbox_id)
    assert waiting is not None
    assert not any(b"zoe" in bytes(each) or b"Parvis" in bytes(each) for each in waiting)
    work(worker)
    with provider.database.reading() as tx:
        assert [bytes(each) for each in tx.row(SEALED, id=outbox_id) or ()] == [b"", b""]


def test_a_month_later_nothing_is_left_of_it(
    provider: Provider, worker: Worker, clock: TestClock
) -> None:
    outbox_id = put(provider)
    work(worker)
    clock.advance(30 * DAY - 1)
    work(worker)
    fate(provider, outbox_id)
    clock.advance(2 * MINUTE)
    work(worker)
    with pytest.raises(KeyError):
        fate(provider, outbox_id)


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_come_back_later_is_obeyed(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock, where: str
) -> None:
    if where == "data":
        mail_server.postbox.answers = ["452 4.2.2 zoe@exemple.quebec has no room"]
    else:
        mail_server.postbox.refused_recipients["zoe@exemple.quebec"] = "450 4.2.2 no room"
    outbox_id = put(provider)
    work(worker)
    delivery = fate(provider, outbox_id)
    assert delivery.state is DeliveryState.DEFERRED
    assert delivery.answer == ("452 4.2.2" if where == "data" else "450 4.2.2")
    mail_server.postbox.refused_recipients.clear()
    work(worker)
    assert fate(provider, outbox_id).state is DeliveryState.DEFERRED
    clock.advance(5)
    work(worker)
    assert fate(provider, outbox_id).state is DeliveryState.SENT


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refusal_is_final_and_its_words_are_not_kept(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock, where: str
) -> None:
    if where == "data":
        mail_server.postbox.answers = ["554 5.7.1 not from you"]
    else:
        mail_server.postbox.refused_recipients["zoe@exemple.quebec"] = "550 5.1.1 zoe who?"
    outbox_id = put(provider)
    work(worker)
    delivery = fate(provider, outbox_id)
    assert delivery.state is DeliveryState.REFUSED
    assert delivery.answer == ("554 5.7.1" if where == "data" else "550 5.1.1")
    clock.advance(HOUR)
    mail_server.postbox.refused_recipients.clear()
    work(worker)
    assert mail_server.postbox.envelopes == []


def test_one_refused_message_does_not_stop_the_others(
    provider: Provider, worker: Worker, mail_server: MailServer
) -> None:
    mail_server.postbox.refused_recipients["b@x.org"] = "550 5.1.1 unknown"
    fates = [put(provider, f"{name}@x.org") for name in "abc"]
    work(worker)
    states = [fate(provider, each).state.value for each in fates]
    assert states == ["sent", "refused", "sent"]


def test_an_hour_without_a_mail_server_loses_nothing(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock
) -> None:
    mail_server.stop()
    waiting = [put(provider, f"parent{number}@x.org") for number in range(25)]
    for _ in range(60):
        work(worker)
        clock.advance(MINUTE)
    assert {fate(provider, each).state for each in waiting} == {DeliveryState.DEFERRED}
    assert fate(provider, waiting[0]).answer == "unreachable"
    mail_server.start()
    for _ in range(30):
        work(worker)
        clock.advance(MINUTE)
    assert {fate(provider, each).state for each in waiting} == {DeliveryState.SENT}
    assert len(mail_server.postbox.envelopes) == 25


def test_the_backlog_leaves_as_soon_as_one_message_got_through(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock
) -> None:
    mail_server.stop()
    waiting = [put(provider, f"parent{number}@x.org") for number in range(3)]
    for _ in range(40):
        work(worker)
        clock.advance(MINUTE)
    mail_server.start()
    work(worker)
    put(provider, "new@x.org")
    work(worker)
    assert {fate(provider, each).state for each in waiting} == {DeliveryState.SENT}


def test_a_message_that_is_of_no_more_use_is_given_up(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock
) -> None:
    mail_server.stop()
    outbox_id = put(provider, useful=10 * MINUTE)
    for _ in range(11):
        work(worker)
        clock.advance(MINUTE)
    mail_server.start()
    work(worker)
    assert fate(provider, outbox_id).state is DeliveryState.EXPIRED
    assert mail_server.postbox.envelopes == []


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(
    provider: Provider, worker: Worker, mail_server: MailServer
) -> None:
    with provider.database.writing() as tx:
        provider.outbox.put(
            tx,
            Message(
                kind="password_changed",
                recipient="zoe@exemple.quebec",
                locale="fr",
                values={**NOTICE, "support": "x\n.\n..y\n.z"},
            ),
            expires_at=provider.clock.seconds() + HOUR,
        )
    work(worker)
    (envelope,) = mail_server.postbox.envelopes
    (text, _) = read(envelope).iter_parts()
    assert "x\r\n.\r\n..y\r\n.z" in text.get_content()


def test_a_silent_server_is_waited_for_once_and_not_for_each_message(provider: Provider) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mail = replace(provider.settings.mail, port=silent.getsockname()[1], timeout_seconds=1)
        waiting = [put(provider, f"parent{number}@x.org") for number in range(8)]
        begun = time.monotonic()
        work(new_worker(provider, replace(provider.settings, mail=mail)))
    assert time.monotonic() - begun < 4
    assert {fate(provider, each).answer for each in waiting} == {"unreachable"}


def test_without_starttls_on_offer_nothing_is_said_in_clear(
    provider: Provider, mail_server: MailServer
) -> None:
    settings = mail_server.settings(provider.settings)
    settings = replace(settings, mail=replace(settings.mail, security="starttls"))
    outbox_id = put(provider)
    work(new_worker(provider, settings))
    assert fate(provider, outbox_id).answer == "unreachable"
    assert mail_server.postbox.envelopes == []


def test_the_first_attempt_starts_within_a_second(
    provider: Provider, worker: Worker, mail_server: MailServer
) -> None:
    stop = threading.Event()
    rounds = Rounds(measures=provider.measures, clock=provider.clock, works=(name_of(worker),))
    thread = threading.Thread(target=run, args=(worker, rounds, stop))
    thread.start()
    try:
        put(provider)
        assert eventually(lambda: bool(mail_server.postbox.envelopes), seconds=1.0)
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
