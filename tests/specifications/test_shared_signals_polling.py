"""Portals fetch what happened, and wait for it (RFC 8936, Shared Signals Framework 1.0)."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from msgspec.structs import replace

from idp.clock import DAY
from idp.protocol.shared_signals import events
from idp.settings import Settings, SignalSettings
from idp.storage import Transaction
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.conftest import Parent, TestClock
from tests.notified_portals import notify
from tests.receivers import Receiver, receiver
from tests.relying_party import RelyingParty, sign_out
from tests.support_actions import support

POLL_SECONDS = 3


@pytest.fixture
def house_settings(house_settings: Settings) -> Settings:
    """A house where a poll waits no longer than a test can."""
    return replace(house_settings, signals=SignalSettings(poll_seconds=POLL_SECONDS))


@pytest.fixture
def portal(relying_party: RelyingParty) -> Receiver:
    return receiver(relying_party)


def test_events_wait_until_they_are_fetched_and_acknowledged(portal: Receiver) -> None:
    portal.party.tokens()
    portal.stream()
    sign_out(portal.party)
    notify(portal.party.provider)
    waiting = portal.poll()
    assert waiting == portal.poll()
    ((jti, token),) = waiting.items()
    assert portal.read(token)["jti"] == jti
    assert portal.poll(ack=[jti], maxEvents=0) == {}
    assert portal.poll() == {}


def test_a_poll_that_acknowledges_nothing_writes_nothing(
    portal: Receiver, provider: Provider
) -> None:
    portal.party.tokens()
    portal.stream()
    begun: list[Transaction] = []
    with provider.database.guarded(begun.append):
        assert portal.poll() == {}
    sign_out(portal.party)
    notify(provider)
    with provider.database.guarded(begun.append):
        (jti,) = portal.poll()
        assert begun == []
        portal.poll(ack=[jti])
    assert len(begun) == 1


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as threads:
        yield threads


def test_a_poll_waits_for_what_happens(
    portal: Receiver, provider: Provider, threads: ThreadPoolExecutor
) -> None:
    portal.party.tokens()
    portal.stream()
    asked = threads.submit(portal.poll, returnImmediately=False)
    assert not wait([asked], 0.5).done
    sign_out(portal.party)
    notify(provider)
    (token,) = asked.result(5).values()
    assert portal.types_of([token]) == [events.SESSION_REVOKED]
    # What is there is given at once, and what is only acknowledged has no answer to wait for.
    assert list(portal.poll(returnImmediately=False).values()) == [token]
    (jti,) = portal.poll(returnImmediately=False)
    assert portal.poll(returnImmediately=False, ack=[jti], maxEvents=0) == {}


def test_a_poll_waits_no_longer_than_the_setting_says_nor_than_its_process(
    portal: Receiver, provider: Provider, threads: ThreadPoolExecutor
) -> None:
    portal.stream()
    started = time.monotonic()
    assert portal.call("POST", "poll", {}).get_json() == {"sets": {}, "moreAvailable": False}
    assert POLL_SECONDS <= time.monotonic() - started < POLL_SECONDS + 2
    asked = threads.submit(portal.poll, returnImmediately=False)
    assert not wait([asked], 0.5).done
    provider.leaving.set()
    assert asked.result(1) == {}


def test_polls_that_wait_leave_threads_to_everything_else(
    portal: Receiver, provider: Provider
) -> None:
    portal.party.tokens()
    portal.stream()
    for _ in range(provider.shares.polls.places):
        assert provider.shares.polls.take()
    refused = portal.call("POST", "poll", {})
    assert (refused.status_code, refused.get_json()["error"]) == (503, "temporarily_unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert portal.poll() == {}
    sign_out(portal.party)
    notify(provider)
    assert len(portal.poll(returnImmediately=False)) == 1


def test_fewer_may_be_fetched_than_wait(
    portal: Receiver, provider: Provider, parent: Parent
) -> None:
    portal.party.tokens()
    portal.stream()
    support(provider, "disable", who=parent.account.id)
    notify(provider)
    first = portal.call("POST", "poll", {"maxEvents": 1}).get_json()
    assert (len(first["sets"]), first["moreAvailable"]) == (1, True)
    rest = portal.call(
        "POST", "poll", {"setErrs": {next(iter(first["sets"])): {"err": "x"}}}
    ).get_json()
    assert (len(rest["sets"]), rest["moreAvailable"]) == (1, False)
    assert not first["sets"].keys() & rest["sets"].keys()


def test_what_nobody_fetches_is_forgotten(portal: Receiver, clock: TestClock) -> None:
    provider = portal.party.provider
    portal.party.tokens()
    portal.stream()
    sign_out(portal.party)
    notify(provider)
    clock.advance(provider.settings.signals.held_seconds + DAY)
    Purge(database=provider.database, clock=clock).run_once()
    with provider.database.reading() as tx:
        assert provider.deliveries.held(tx, "security_event", portal.party.client.id, 9) == []
