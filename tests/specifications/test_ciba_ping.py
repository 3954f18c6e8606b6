"""CIBA in mode ping (CIBA Core 1.0 §10.2): the portal is told that there is an answer."""

import json
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from idp.clients import DeliveryMode
from idp.clients.checks import CIBA, check_client
from idp.clients.problem import ClientRefused
from idp.clients.wire import read_wire, write_wire
from idp.ids import AccountId, ClientId, new_id
from idp.protocol.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    InvalidRequestError,
)
from idp.protocol.notification_method import Post
from idp.settings import OutboundSettings, Settings, SignalSettings
from idp.signals import SignalDelivery
from idp.storage import Statement
from idp.wiring import Provider, build
from tests.conftest import Parent, TestClock
from tests.notified_portals import notification, notify
from tests.publisher import Publisher, publishing
from tests.relying_party import RelyingParty
from tests.specifications.test_ciba import Counter, counter_of

TOKEN = "4bd59c08-7ed0-4a2e-8e5e-0f3d7b0a2a4b"
RETRY_SECONDS, LONGER_SECONDS = 5, 30


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house that may call its own machine."""
    here = OutboundSettings(allow_loopback=True)
    signals = SignalSettings(retry_seconds=(RETRY_SECONDS, LONGER_SECONDS))
    provider = build(replace(house_settings, outbound=here, signals=signals), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        told.status = 204
        yield told


@pytest.fixture
def counter(relying_party: RelyingParty, parent: Parent, publisher: Publisher) -> Counter:
    """A school's counter that is told."""
    return counter_of(
        relying_party,
        parent,
        backchannel_token_delivery_mode=DeliveryMode.PING,
        backchannel_client_notification_endpoint=f"{publisher.uri}/answered",
    )


def asked_by(counter: Counter) -> str:
    auth_req_id: str = counter.ask(client_notification_token=TOKEN)["auth_req_id"]
    return auth_req_id


def told(publisher: Publisher) -> list[object]:
    return [json.loads(each["application/json"]) for each in publisher.posted]


def test_the_portal_is_told_of_the_answer_and_then_asks(
    counter: Counter, publisher: Publisher
) -> None:
    auth_req_id = asked_by(counter)
    notify(counter.provider)
    assert publisher.posted == []
    counter.accept()
    notify(counter.provider)
    assert told(publisher) == [{"auth_req_id": auth_req_id}]
    assert publisher.asked == ["/answered"]
    assert publisher.headers[0]["Authorization"] == f"Bearer {TOKEN}"
    assert counter.poll(auth_req_id)["id_token"]
    notify(counter.provider)
    assert len(publisher.posted) == 1


def test_the_portal_is_told_of_a_refusal(counter: Counter, publisher: Publisher) -> None:
    auth_req_id = asked_by(counter)
    journey = counter.journey()
    for _ in range(2):
        counter.provider.journeys.approvals.refuse(journey, None)
    notify(counter.provider)
    assert told(publisher) == [{"auth_req_id": auth_req_id}]
    with pytest.raises(AccessDeniedError):
        counter.poll(auth_req_id)


def test_it_may_ask_before_it_is_told(counter: Counter) -> None:
    auth_req_id = asked_by(counter)
    with pytest.raises(AuthorizationPendingError):
        counter.poll(auth_req_id)
    counter.accept()
    assert counter.poll(auth_req_id)["id_token"]


def test_a_portal_that_was_away_is_told_when_it_is_back(
    counter: Counter, publisher: Publisher, clock: TestClock
) -> None:
    auth_req_id = asked_by(counter)
    counter.accept()
    publisher.status = 503
    notify(counter.provider)
    publisher.status = 204
    clock.advance(RETRY_SECONDS)
    notify(counter.provider)
    assert told(publisher) == [{"auth_req_id": auth_req_id}] * 2


def test_nobody_is_told_of_a_request_that_ended(
    counter: Counter, publisher: Publisher, clock: TestClock
) -> None:
    asked_by(counter)
    counter.accept()
    clock.advance(minutes=15)
    notify(counter.provider)
    assert publisher.posted == []


def test_a_request_that_ended_says_nothing_of_an_address_that_is_away(
    counter: Counter, publisher: Publisher, clock: TestClock
) -> None:
    worker = notification(counter.provider)
    publisher.status = 503

    def tried() -> int:
        while worker.run_once():
            pass
        return len(publisher.posted)

    counter.ask(client_notification_token=TOKEN, requested_expiry="20")
    counter.accept()
    assert tried() == 1
    clock.advance(RETRY_SECONDS)
    assert tried() == 2  # for the last time: it ends before the next
    clock.advance(LONGER_SECONDS)
    assert tried() == 2
    asked_by(counter)
    counter.accept()
    assert tried() == 3
    clock.advance(RETRY_SECONDS)
    assert tried() == 3
    clock.advance(LONGER_SECONDS)
    assert tried() == 4
    worker.close()


def test_what_only_a_later_version_knows_to_tell_waits_for_it(counter: Counter) -> None:
    provider = counter.provider
    account_id = AccountId(new_id())
    later = SignalDelivery(
        new_id(), "tomorrow", counter.client.id, account_id, None, provider.clock.seconds()
    )
    with provider.database.writing() as tx:
        provider.deliveries.put(tx, [later])
    notify(provider)
    with provider.database.reading() as tx:
        assert provider.deliveries.backlog(tx)[0] == 1


@pytest.mark.parametrize("status", [301, 307, 401, 403])
def test_a_refusal_or_a_redirect_is_the_end_of_it(
    counter: Counter, publisher: Publisher, clock: TestClock, status: int
) -> None:
    auth_req_id = asked_by(counter)
    counter.accept()
    publisher.status, publisher.location = status, f"{publisher.uri}/elsewhere"
    notify(counter.provider)
    clock.advance(RETRY_SECONDS)
    notify(counter.provider)
    assert publisher.asked == ["/answered"]
    assert counter.poll(auth_req_id)["id_token"]


def test_the_database_alone_tells_neither_token_nor_request(counter: Counter) -> None:
    auth_req_id = asked_by(counter)
    counter.accept()
    with counter.provider.database.reading() as tx:
        rows = [
            *tx.rows(Statement("SELECT * FROM approval_request")),
            *tx.rows(Statement("SELECT * FROM portal_delivery")),
        ]
    assert len(rows) == 2
    columns = [each for row in rows for each in row]
    kept = [bytes(each) if isinstance(each, memoryview) else each for each in columns]
    for secret in (TOKEN, auth_req_id):
        assert all(secret not in str(each) for each in kept)


def test_what_is_on_its_way_shows_no_token() -> None:
    waiting = SignalDelivery(
        "1", "ping", ClientId("c"), AccountId("a"), None, 0, content="the-token"
    )
    sent = Post("https://c.example", b"", "application/json", {"Authorization": "the-token"})
    assert "the-token" not in repr((waiting, sent))


@pytest.mark.parametrize("token", [None, "", "two words", "é", "a=b", "x" * 1025])
def test_a_request_without_a_good_token_writes_to_nobody(
    counter: Counter, token: str | None
) -> None:
    with pytest.raises(InvalidRequestError):
        counter.ask(client_notification_token=token)
    assert counter.letters == []


def test_a_token_is_as_long_as_it_may_be(counter: Counter) -> None:
    assert counter.ask(client_notification_token="x" * 1023 + "=")["auth_req_id"]


def test_a_portal_that_polls_needs_no_token(relying_party: RelyingParty, parent: Parent) -> None:
    counter = counter_of(relying_party, parent)
    assert counter.ask(client_notification_token="two words")["auth_req_id"]


def test_a_registration_says_where_to_tell() -> None:
    wire = {
        "redirect_uris": ["https://portal.example.org/cb"],
        "grant_types": [CIBA],
        "backchannel_token_delivery_mode": "ping",
        "backchannel_client_notification_endpoint": "https://portal.example.org/answered",
    }
    client = read_wire(ClientId("counter"), wire, {})
    check_client(client, 86_400)
    written = json.loads(json.dumps(write_wire(client)))
    assert {name: written[name] for name in wire} == wire
    elsewhere = write_wire(replace(client, grant_types=("authorization_code",)))
    assert "backchannel_token_delivery_mode" not in elsewhere
    for wrong in (None, "http://portal.example.org/answered", "https://portal.example.org/#a"):
        endpoint = replace(client, backchannel_client_notification_endpoint=wrong)
        with pytest.raises(ClientRefused):
            check_client(endpoint, 86_400)
    for mode in ("push", 3):
        with pytest.raises(ClientRefused):
            read_wire(ClientId("counter"), {**wire, "backchannel_token_delivery_mode": mode}, {})
