"""What the page of the code says of the message, as time goes by."""

from idp.mail.carrier import UNREACHABLE
from idp.mail.model import UNCONFIRMED, DeliveryState, MailReply
from idp.mail.queue import Queue
from idp.normalisation.dates import time_of_day
from tests.conftest import TestClock
from tests.journeys.people import ADDRESS
from tests.web.pages.person import Person

LEAVES, WAITS = "Il part d’habitude en quelques secondes", "n’est pas encore parti"
IN_DOUBT, TAKEN = "ne l’a pas confirmé", "Le message est parti à"


def test_no_sentence_about_the_message_becomes_untrue(person: Person, clock: TestClock) -> None:
    provider = person.provider
    queue = Queue(vault=provider.vault, clock=clock, settings=provider.settings)
    said = person.open("/inscription").send(address=ADDRESS).text
    assert LEAVES in said
    assert time_of_day(clock.now, "fr") in said  # when it was asked for: true whenever it is read

    with provider.database.writing() as tx:
        queue.lease(tx)  # by a worker that is killed then
    clock.advance(9)
    assert LEAVES in person.open(person.where).text
    clock.advance(1)
    assert WAITS in person.open(person.where).text

    clock.advance(minutes=1)
    with provider.database.writing() as tx:
        (second,) = queue.lease(tx)
    assert WAITS in person.open(person.where).text
    with provider.database.writing() as tx:
        queue.settle(tx, second, UNCONFIRMED)
    told = person.open(person.where).text
    assert IN_DOUBT in told
    assert time_of_day(clock.now, "fr") in told

    clock.advance(minutes=31)
    with provider.database.writing() as tx:
        (third,) = queue.lease(tx)
        queue.settle(tx, third, MailReply(DeliveryState.SENT, "250"))
    told = person.open(person.where).text
    assert TAKEN in told
    assert time_of_day(clock.now, "fr") in told


def test_a_server_that_does_not_answer_is_told_of(person: Person, clock: TestClock) -> None:
    provider = person.provider
    queue = Queue(vault=provider.vault, clock=clock, settings=provider.settings)
    person.open("/inscription").send(address=ADDRESS)
    with provider.database.writing() as tx:
        (leased,) = queue.lease(tx)
        queue.settle(tx, leased, UNREACHABLE)
    clock.advance(minutes=10)
    assert "nous fait attendre depuis" in person.open(person.where).text
