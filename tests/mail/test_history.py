"""What was sent to an address, without what it said."""

from collections.abc import Iterator

import pytest

from idp.clock import HOUR
from idp.mail import DeliveryState, MailHistory, Sent
from idp.mail.model import Answer
from idp.mail.queue import Queue
from idp.spelling.address import parse_address
from idp.wiring import Parts
from tests.conftest import TestClock

NOTICE = {"service": "Parvis", "support": "soutien@exemple.quebec"}


def put(house: Parts, recipient: str) -> None:
    with house.database.writing() as tx:
        house.outbox.put(
            tx,
            kind="password_changed",
            recipient=recipient,
            locale="fr",
            values=NOTICE,
            expires_at=house.clock.seconds() + HOUR,
        )


def settle(house: Parts, *answers: Answer) -> None:
    queue = Queue(vault=house.vault, clock=house.clock, settings=house.settings)
    given: Iterator[Answer] = iter(answers)
    with house.database.writing() as tx:
        for leased in queue.lease(tx):
            queue.settle(tx, leased, next(given))


def sent_to(house: Parts, *addresses: str) -> tuple[Sent, ...]:
    with house.database.reading() as tx:
        return MailHistory(vault=house.vault).of(tx, map(parse_address, addresses))


def test_what_was_sent_to_an_address_is_told_with_its_fate_and_delay(
    house: Parts, clock: TestClock
) -> None:
    put(house, "zoe@exemple.quebec")
    clock.advance(40)
    put(house, "marie@exemple.quebec")
    settle(house, Answer(DeliveryState.SENT, "250"), Answer(DeliveryState.REFUSED, "550 5.1.1"))
    (zoe,) = sent_to(house, "Zoe@exemple.quebec")
    assert (zoe.kind, zoe.delivery.state, zoe.delay_seconds) == (
        "password_changed",
        DeliveryState.SENT,
        40,
    )
    both = sent_to(house, "zoe@exemple.quebec", "marie@exemple.quebec")
    assert [each.delivery.answer for each in both] == ["550 5.1.1", "250"]
    assert both[0].delay_seconds is None


@pytest.mark.parametrize("address", ["zo@exemple.quebec", "zoe+1@exemple.quebec"])
def test_nobody_elses_messages_are_told(house: Parts, address: str) -> None:
    put(house, "zoe@exemple.quebec")
    assert sent_to(house, address) == ()
