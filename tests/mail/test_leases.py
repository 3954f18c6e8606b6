"""Which worker holds a message, and what becomes of it when that worker ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.clock import HOUR
from idp.mail import DeliveryState
from idp.mail.carrier import UNREACHABLE
from idp.mail.queue import Queue
from idp.wiring import Provider
from idp.worker import Worker
from idp.worker.leases import KeptLeases
from tests.conftest import TestClock
from tests.mail.delivering import (
    eventually,
    fate,
    leased_until,
    put,
    read,
    work,
)
from tests.mail_server import MailServer
from tests.workers import new_worker


@pytest.mark.race
def test_several_workers_send_no_message_twice(provider: Provider, mail_server: MailServer) -> None:
    settings = mail_server.settings(provider.settings)
    for number in range(60):
        put(provider, f"parent{number}@x.org")
    workers = [new_worker(provider, settings) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, workers))
    recipients = [each.rcpt_tos[0] for each in mail_server.postbox.envelopes]
    assert len(recipients) == len(set(recipients)) == 60


def test_what_a_killed_worker_held_leaves_within_half_a_minute(
    provider: Provider, worker: Worker, queue: Queue, clock: TestClock
) -> None:
    outbox_id = put(provider)
    with provider.database.writing() as tx:
        queue.lease(tx)  # and then its process is killed
    work(worker)
    assert fate(provider, outbox_id).state is DeliveryState.QUEUED
    clock.advance(20)
    work(worker)
    assert fate(provider, outbox_id).state is DeliveryState.SENT


def test_a_worker_that_lives_keeps_what_it_holds_however_long_the_server_takes(
    provider: Provider, worker: Worker, queue: Queue, clock: TestClock
) -> None:
    outbox_id = put(provider)
    with provider.database.writing() as tx:
        batch = queue.lease(tx)
    leases = KeptLeases(batch, database=provider.database, queue=queue, every_seconds=0.02)
    with leases:
        for _ in range(6):
            clock.advance(15)
            assert eventually(lambda: leased_until(provider) == clock.now + 20, seconds=10)
            work(worker)
            assert fate(provider, outbox_id).state is DeliveryState.QUEUED
        assert leases.holds(batch[0])
    clock.advance(20)
    work(worker)
    assert fate(provider, outbox_id).state is DeliveryState.SENT


def test_a_worker_that_slept_too_long_leaves_the_message_to_the_other(
    provider: Provider, worker: Worker, queue: Queue, clock: TestClock
) -> None:
    outbox_id = put(provider)
    with provider.database.writing() as tx:
        (late,) = queue.lease(tx)
    clock.advance(20)
    work(worker)
    leases = KeptLeases([late], database=provider.database, queue=queue, every_seconds=0.02)
    with leases:
        assert eventually(lambda: not leases.holds(late), seconds=2)
    with provider.database.writing() as tx:
        queue.settle(tx, late, UNREACHABLE)
    assert fate(provider, outbox_id).state is DeliveryState.SENT


@pytest.mark.parametrize("how", ["silent_after_data", "cuts_after_data"])
def test_what_a_server_took_without_a_word_is_sent_again_late_and_under_one_id(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock, how: str
) -> None:
    setattr(mail_server.postbox, how, True)
    outbox_id = put(provider, useful=HOUR)
    began = clock.now
    work(worker)
    assert fate(provider, outbox_id).answer == "unconfirmed"
    assert fate(provider, outbox_id).state is DeliveryState.DEFERRED
    taken_at = [clock.now - began]
    while clock.now < began + HOUR:
        clock.advance(15)
        before = len(mail_server.postbox.envelopes)
        work(worker)
        taken_at += [clock.now - began] * (len(mail_server.postbox.envelopes) - before)
    assert taken_at == [0, 300, 2100]
    assert len({read(each)["Message-ID"] for each in mail_server.postbox.envelopes}) == 1


def test_a_message_in_doubt_is_not_hurried_when_the_server_answers_again(
    provider: Provider, worker: Worker, mail_server: MailServer, clock: TestClock
) -> None:
    mail_server.postbox.cuts_after_data = True
    in_doubt = put(provider, "a@x.org")
    clock.advance(1)
    other = put(provider, "b@x.org")
    work(worker)
    assert fate(provider, in_doubt).answer == "unconfirmed"
    assert fate(provider, other).answer == "unreachable"
    mail_server.postbox.cuts_after_data = False
    clock.advance(5)
    work(worker)
    assert fate(provider, other).state is DeliveryState.SENT
    assert fate(provider, in_doubt).answer == "unconfirmed"
