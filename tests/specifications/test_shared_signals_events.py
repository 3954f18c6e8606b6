"""Portals hear what happened (Shared Signals Framework 1.0, CAEP 1.0, RISC 1.0, RFC 8935)."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from idp.clients import SubjectType
from idp.clock import DAY
from idp.protocol.shared_signals import events
from idp.settings import OutboundSettings, Settings
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
from tests.relying_party import RelyingParty, claims_of, sign_in, sign_out
from tests.support_actions import support

__all__ = ["import_lines"]

STAYS = line("9999999", "reste@exemple.quebec", code="")


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house that may call its own machine."""
    here = OutboundSettings(allow_loopback=True)
    provider = build(replace(house_settings, outbound=here), clock)
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
    assert portal.types_of(disabled) == sorted([events.ACCOUNT_DISABLED, events.SESSION_REVOKED])
    support(provider, "enable", who=parent.account.id)
    notify(provider)
    assert portal.types_of(pushed(publisher)[len(disabled) :]) == [events.ACCOUNT_ENABLED]


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
    assert portal.types_of(closed) == sorted([events.ACCOUNT_DISABLED, events.SESSION_REVOKED])
    clock.advance(30 * DAY)
    # Long before that day its grants were purged.
    Purge(database=provider.database, clock=clock).run_once()
    provider.closing.erase_accounts.erase_due(1)
    notify(provider)
    assert portal.types_of(pushed(publisher)[len(closed) :]) == [events.ACCOUNT_PURGED]


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
    assert portal.types_of(pushed(publisher)) == [events.ACCOUNT_DISABLED]


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
    assert portal.types_of(pushed(publisher)) == [events.ACCOUNT_ENABLED]


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
    told = portal.types_of(pushed(publisher))
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
