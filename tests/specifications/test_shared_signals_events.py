"""Portals hear what happened (Shared Signals Framework 1.0, CAEP 1.0, RISC 1.0, RFC 8935, 8936)."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest

from idp.clients import SubjectType
from idp.clock import DAY
from idp.protocol.shared_signals import events
from idp.settings import OutboundSettings, Settings, SignalSettings
from idp.storage import Transaction
from idp.tokens.relying_clients import keep_last_relying_clients
from idp.tokens.revocation import revoke_account
from idp.wiring import Provider, build
from idp.worker.retention import Purge
from tests.children.test_facts import confirm
from tests.conftest import Parent, TestClock
from tests.notified_portals import notify
from tests.publisher import Publisher, publishing
from tests.receivers import Receiver, pushed, receiver
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty, claims_of, sign_in
from tests.support_actions import support

__all__ = ["import_lines"]

POLL_SECONDS = 3
STAYS = line("9999999", "reste@exemple.quebec", code="")


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house that may call its own machine."""
    here = OutboundSettings(allow_loopback=True, total_seconds=1.0, read_seconds=0.5)
    waits = SignalSettings(poll_seconds=POLL_SECONDS)
    provider = build(replace(house_settings, outbound=here, signals=waits), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        told.status = 202
        yield told


@pytest.fixture
def portal(relying_party: RelyingParty) -> Receiver:
    return receiver(relying_party)


def sign_out(party: RelyingParty) -> None:
    assert party.session
    party.provider.journeys.sign_out.sign_out(party.session)


def types_of(portal: Receiver, tokens: list[str]) -> list[str]:
    return sorted(name for token in tokens for name in portal.read(token)["events"])


def test_a_sign_out_is_pushed_as_a_revoked_session(
    portal: Receiver, publisher: Publisher, clock: TestClock
) -> None:
    id_token = claims_of(portal.party.tokens()["id_token"])
    portal.pushed_to(publisher)
    sign_out(portal.party)
    notify(portal.party.provider)
    (token,) = pushed(publisher)
    claims = portal.read(token)
    assert claims["iss"] == id_token["iss"]
    assert claims["iat"] == clock.now
    assert claims["events"] == {events.SESSION_REVOKED: {"event_timestamp": clock.now}}
    assert claims["sub_id"] == {
        "format": "complex",
        "user": {"format": "iss_sub", "iss": id_token["iss"], "sub": id_token["sub"]},
        "session": {"format": "opaque", "id": id_token["sid"]},
    }
    # It can never pass for another kind of token (SSF 1.0 §4.1.6, §4.1.7).
    assert not {"sub", "exp", "nonce"} & claims.keys()


def test_the_authorization_header_of_the_receiver_comes_along(
    portal: Receiver, publisher: Publisher
) -> None:
    portal.party.tokens()
    made = portal.stream(
        delivery={
            "method": "urn:ietf:rfc:8935",
            "endpoint_url": f"{publisher.uri}/events",
            "authorization_header": "Bearer of-the-receiver",
        }
    )
    assert "of-the-receiver" not in repr(made)
    sign_out(portal.party)
    notify(portal.party.provider)
    assert len(pushed(publisher)) == 1
    assert publisher.headers[-1]["Authorization"] == "Bearer of-the-receiver"
    with portal.party.provider.database.reading() as tx:
        stream = portal.party.provider.streams.find(tx, portal.party.client.id)
    assert stream is not None
    assert "of-the-receiver" not in repr(stream)


def test_a_lost_school_claim_is_told_to_who_holds_it_and_to_nobody_else(
    portal: Receiver, provider: Provider, parent: Parent, import_lines: Import, publisher: Publisher
) -> None:
    address = parent.address
    import_lines([line("1234567", address), STAYS])
    confirm(provider, parent, "1234567")
    said = claims_of(portal.party.tokens(scope="openid gpi")["id_token"])
    portal.pushed_to(publisher)
    import_lines([STAYS])
    notify(provider)
    (token,) = pushed(publisher)
    claims = portal.read(token)
    assert claims["sub_id"] == {"format": "iss_sub", "iss": said["iss"], "sub": said["sub"]}
    change = claims["events"][events.TOKEN_CLAIMS_CHANGE]
    assert change["claims"] == {"gpi_email_verified": False}
    assert set(change["reason_admin"]) == {"fr", "en"}
    assert address not in token


def test_a_portal_without_the_school_scope_hears_nothing_of_schools(
    portal: Receiver, provider: Provider, parent: Parent, import_lines: Import, publisher: Publisher
) -> None:
    import_lines([line("1234567", parent.address), STAYS])
    confirm(provider, parent, "1234567")
    portal.party.tokens(scope="openid email")
    portal.pushed_to(publisher)
    import_lines([STAYS])
    notify(provider)
    assert pushed(publisher) == []


def test_an_account_that_is_disabled_enabled_and_closed_is_told_as_such(
    portal: Receiver, provider: Provider, parent: Parent, publisher: Publisher
) -> None:
    portal.party.tokens()
    portal.pushed_to(publisher)
    support(provider, "disable", who=parent.account.id)
    notify(provider)
    disabled = pushed(publisher)
    assert types_of(portal, disabled) == sorted([events.ACCOUNT_DISABLED, events.SESSION_REVOKED])
    support(provider, "enable", who=parent.account.id)
    notify(provider)
    assert types_of(portal, pushed(publisher)[len(disabled) :]) == [events.ACCOUNT_ENABLED]


def test_a_closed_account_is_disabled_and_once_erased_it_is_purged(
    portal: Receiver, provider: Provider, parent: Parent, publisher: Publisher, clock: TestClock
) -> None:
    portal.party.tokens()
    portal.pushed_to(publisher)
    with provider.database.writing() as tx:
        keep_last_relying_clients(tx, parent.account.id)
        provider.directory.accounts.close(tx, parent.account.id, erase_at=clock.now + 30 * DAY)
        revoke_account(tx, parent.account.id, clock.now)
    notify(provider)
    closed = pushed(publisher)
    assert types_of(portal, closed) == sorted([events.ACCOUNT_DISABLED, events.SESSION_REVOKED])
    clock.advance(30 * DAY)
    # Long before that day its grants were purged.
    Purge(database=provider.database, clock=clock).run_once()
    provider.closing.erase_accounts.erase_due(1)
    notify(provider)
    assert types_of(portal, pushed(publisher)[len(closed) :]) == [events.ACCOUNT_PURGED]


def test_a_receiver_hears_only_of_what_it_asked_for(
    portal: Receiver, provider: Provider, parent: Parent, publisher: Publisher
) -> None:
    portal.party.tokens()
    wanted = [events.ACCOUNT_DISABLED, "https://example.org/unknown"]
    made = portal.pushed_to(publisher, events_requested=wanted)
    assert made["events_requested"] == wanted
    assert made["events_delivered"] == [events.ACCOUNT_DISABLED]
    support(provider, "disable", who=parent.account.id)
    notify(provider)
    assert types_of(portal, pushed(publisher)) == [events.ACCOUNT_DISABLED]


def test_a_pairwise_receiver_hears_of_the_subject_that_it_knows(
    relying_party: RelyingParty, publisher: Publisher
) -> None:
    pairwise = replace(relying_party.client, subject_type=SubjectType.PAIRWISE)
    portal = receiver(replace(relying_party, client=pairwise))
    sub = claims_of(portal.party.tokens()["id_token"])["sub"]
    portal.pushed_to(publisher)
    sign_out(portal.party)
    notify(portal.party.provider)
    assert portal.read(pushed(publisher)[0])["sub_id"]["user"]["sub"] == sub


def test_a_receiver_of_before_hears_of_the_former_subject(
    relying_party: RelyingParty, parent: Parent, publisher: Publisher
) -> None:
    named = replace(relying_party.client, subject_source="b2c")
    portal = receiver(replace(relying_party, client=named))
    provider = portal.party.provider
    with provider.database.writing() as tx:
        assert provider.tokens.former_subjects.take(tx, parent.account.id, "b2c", "of-before")
    portal.party.tokens()
    portal.pushed_to(publisher)
    sign_out(portal.party)
    notify(provider)
    assert portal.read(pushed(publisher)[0])["sub_id"]["user"]["sub"] == "of-before"


def test_a_receiver_that_fails_is_told_again_by_the_same_token(
    portal: Receiver, publisher: Publisher, clock: TestClock
) -> None:
    portal.party.tokens()
    portal.pushed_to(publisher)
    sign_out(portal.party)
    publisher.status = 503
    notify(portal.party.provider)
    publisher.status = 202
    clock.advance(minutes=1)
    notify(portal.party.provider)
    first, second = pushed(publisher)
    assert first == second


@pytest.mark.parametrize("broken", ["pushes", "logout"])
def test_an_address_that_fails_does_not_hold_back_what_is_told_elsewhere(
    relying_party: RelyingParty, parent: Parent, publisher: Publisher, broken: str
) -> None:
    provider = relying_party.provider
    with publishing() as leaving:
        client = replace(relying_party.client, backchannel_logout_uri=f"{leaving.uri}/logout")
        portal = receiver(replace(relying_party, client=client))
        portal.pushed_to(publisher)
        (publisher if broken == "pushes" else leaving).status = 503
        for _ in range(12):  # more of both than there are places for one portal
            party = replace(portal.party, session=sign_in(provider, parent.account))
            party.tokens()
            sign_out(party)
        notify(provider)
        works = leaving.posted if broken == "pushes" else pushed(publisher)
        assert len(works) == 12


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
    assert types_of(portal, [token]) == [events.SESSION_REVOKED]
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


def test_a_paused_stream_keeps_its_events_and_a_disabled_one_loses_them(
    portal: Receiver, publisher: Publisher, parent: Parent
) -> None:
    provider = portal.party.provider
    portal.party.tokens()
    stream = {"stream_id": portal.pushed_to(publisher)["stream_id"]}
    paused = portal.call("POST", "status", {**stream, "status": "paused", "reason": "upkeep"})
    assert paused.json == {**stream, "status": "paused", "reason": "upkeep"}
    assert portal.call("GET", "status", **stream).json == paused.json
    support(provider, "disable", who=parent.account.id)
    notify(provider)
    assert pushed(publisher) == []
    portal.call("POST", "status", {**stream, "status": "enabled"})
    notify(provider)
    assert len(pushed(publisher)) == 2
    portal.call("POST", "status", {**stream, "status": "disabled"})
    support(provider, "enable", who=parent.account.id)
    notify(provider)
    portal.call("POST", "status", {**stream, "status": "enabled"})
    notify(provider)
    assert len(pushed(publisher)) == 2


def test_nothing_is_told_of_a_subject_that_was_removed_until_it_is_added(
    portal: Receiver, publisher: Publisher, parent: Parent
) -> None:
    provider = portal.party.provider
    said = claims_of(portal.party.tokens()["id_token"])
    stream = {"stream_id": portal.pushed_to(publisher)["stream_id"]}
    subject = {"format": "iss_sub", "iss": said["iss"], "sub": said["sub"]}
    removed = portal.call("POST", "subjects/remove", {**stream, "subject": subject})
    assert removed.status_code == 204
    support(provider, "disable", who=parent.account.id)
    notify(provider)
    assert pushed(publisher) == []
    assert portal.call("POST", "subjects/add", {**stream, "subject": subject}).status_code == 200
    support(provider, "enable", who=parent.account.id)
    notify(provider)
    assert types_of(portal, pushed(publisher)) == [events.ACCOUNT_ENABLED]


def test_nobody_learns_whether_somebody_goes_by_a_subject(portal: Receiver) -> None:
    stream = {"stream_id": portal.stream()["stream_id"]}
    issuer = portal.party.provider.issuer
    for sub in (claims_of(portal.party.tokens()["id_token"])["sub"], "nobody"):
        subject = {"format": "iss_sub", "iss": issuer, "sub": sub}
        for verb, status in (("add", 200), ("remove", 204)):
            answer = portal.call("POST", f"subjects/{verb}", {**stream, "subject": subject})
            assert answer.status_code == status


def test_a_verification_shows_that_the_stream_works(
    portal: Receiver, publisher: Publisher, clock: TestClock
) -> None:
    stream = {"stream_id": portal.pushed_to(publisher)["stream_id"]}
    assert portal.call("POST", "verify", {**stream, "state": "abc"}).status_code == 204
    assert portal.call("POST", "verify", stream).status_code == 429
    notify(portal.party.provider)
    (token,) = pushed(publisher)
    claims = portal.read(token)
    assert claims["events"] == {events.VERIFICATION: {"state": "abc"}}
    assert claims["sub_id"] == {"format": "opaque", "id": stream["stream_id"]}
    clock.advance(minutes=1)
    assert portal.call("POST", "verify", stream).status_code == 204


def test_what_became_of_an_account_last_is_told(
    portal: Receiver, publisher: Publisher, parent: Parent
) -> None:
    provider = portal.party.provider
    portal.party.tokens()
    portal.pushed_to(publisher, events_requested=[events.ACCOUNT_DISABLED, events.ACCOUNT_ENABLED])
    for disabled in (True, False, True):
        support(provider, "disable" if disabled else "enable", who=parent.account.id)
    notify(provider)
    told = types_of(portal, pushed(publisher))
    assert told.count(events.ACCOUNT_ENABLED) == 1
    assert events.ACCOUNT_DISABLED in told


def test_a_stream_that_is_paused_while_an_event_is_under_way_keeps_it(
    portal: Receiver, publisher: Publisher, clock: TestClock
) -> None:
    provider = portal.party.provider
    portal.party.tokens()
    stream = {"stream_id": portal.pushed_to(publisher)["stream_id"]}
    sign_out(portal.party)
    publisher.status = 503
    notify(provider)
    publisher.status = 202
    portal.call("POST", "status", {**stream, "status": "paused"})
    clock.advance(minutes=5)
    notify(provider)
    assert len(pushed(publisher)) == 1
    portal.call("POST", "status", {**stream, "status": "enabled"})
    notify(provider)
    assert len(pushed(publisher)) == 2
