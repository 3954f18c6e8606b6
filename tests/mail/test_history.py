"""What was sent to an address, without what it said."""

from collections.abc import Iterator

import pytest

from idp.clock import HOUR
from idp.mail import DeliveryState, MailHistory, Message, Sent
from idp.mail.model import MailReply
from idp.mail.queue import Queue
from idp.normalisation.address import parse_address
from idp.wiring import Provider
from tests.conftest import TestClock

NOTICE = {"service": "Parvis", "support": "soutien@exemple.quebec"}


def put(provider: Provider, recipient: str) -> None:
    with provider.database.writing() as tx:
        provider.outbox.put(
            tx,
            Message(kind="password_changed", recipient=recipient, locale="fr", values=NOTICE),
            expires_at=provider.clock.seconds() + HOUR,
        )


def settle(provider: Provider, *answers: MailReply) -> None:
    queue = Queue(vault=provider.vault, clock=provider.clock, settings=provider.settings)
    given: Iterator[MailReply] = iter(answers)
    with provider.database.writing() as tx:
        for leased in queue.lease(tx):
            queue.settle(tx, leased, next(given))


def sent_to(provider: Provider, *addresses: str) -> tuple[Sent, ...]:
    with provider.database.reading() as tx:
        return MailHistory(vault=provider.vault).of(tx, map(parse_address, addresses))


def test_what_was_sent_to_an_address_is_told_with_its_fate_and_delay(
    provider: Provider, clock: TestClock
) -> None:
    put(provider, "zoe@exemple.quebec")
    clock.advance(40)
    put(provider, "marie@exemple.quebec")
    settle(
        provider,
        MailReply(DeliveryState.SENT, "250"),
        MailReply(DeliveryState.REFUSED, "550 5.1.1"),
    )
    (zoe,) = sent_to(provider, "Zoe@exemple.quebec")
    assert (zoe.kind, zoe.delivery.state, zoe.delay_seconds) == (
        "password_changed",
        DeliveryState.SENT,
        40,
    )
    both = sent_to(provider, "zoe@exemple.quebec", "marie@exemple.quebec")
    assert [each.delivery.answer for each in both] == ["550 5.1.1", "250"]
    assert both[0].delay_seconds is None


@pytest.mark.parametrize("address", ["zo@exemple.quebec", "zoe+1@exemple.quebec"])
def test_nobody_elses_messages_are_told(provider: Provider, address: str) -> None:
    put(provider, "zoe@exemple.quebec")
    assert sent_to(provider, address) == ()
