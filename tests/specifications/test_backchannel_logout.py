"""Portals hear that somebody is signed out (OpenID Connect Back-Channel Logout 1.0)."""

import json
import threading
from collections.abc import Iterator

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from msgspec.structs import replace

from idp.accounts import NewSession
from idp.clients import SubjectType
from idp.clients.registration import put_client
from idp.clock import DAY, HOUR, MINUTE
from idp.settings import OutboundSettings, Settings, SignalSettings
from idp.storage import ActingTransaction
from idp.wiring import Provider, build
from idp.worker import EndingWatch
from idp.worker.retention import Purge
from tests.children.test_facts import confirm
from tests.conftest import Parent, TestClock, make_parent
from tests.notified_portals import ToldPortal, notification, notify, told_portal
from tests.publisher import Publisher, publishing
from tests.registry.conftest import Import, import_lines, line
from tests.relying_party import RelyingParty, claims_of, part_of, sign_in, sign_out
from tests.support_actions import support

__all__ = ["import_lines"]

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house that may call its own machine."""
    here = OutboundSettings(allow_loopback=True)
    signals = SignalSettings(retry_seconds=(5, 30, 120, 600, 1800))
    provider = build(replace(house_settings, outbound=here, signals=signals), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        yield told


@pytest.fixture
def portal(relying_party: RelyingParty, publisher: Publisher) -> ToldPortal:
    return told_portal(relying_party, publisher)


def signed_in_again(party: RelyingParty, parent: Parent) -> RelyingParty:
    return replace(party, session=sign_in(party.provider, parent.account))


def test_a_portal_gets_a_logout_token_that_it_can_verify(
    provider: Provider, portal: ToldPortal
) -> None:
    id_token = portal.party.tokens()["id_token"]
    sign_out(portal.party)
    notify(provider)
    (token,) = portal.logout_tokens
    assert portal.publisher.asked == ["/logout"]
    keys = KeySet.import_key_set(json.loads(provider.keys.current().document))
    claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    assert part_of(token, 0)["typ"] == "logout+jwt"
    said = claims_of(id_token)
    assert claims == {
        "iss": said["iss"],
        "sub": said["sub"],
        "sid": said["sid"],
        "aud": portal.party.client.id,
        "iat": provider.clock.seconds(),
        "exp": provider.clock.seconds() + 2 * MINUTE,
        "jti": claims["jti"],
        "events": {EVENT: {}},
    }


def test_each_portal_of_the_session_and_no_other_is_told_once(
    provider: Provider, portal: ToldPortal, relying_party: RelyingParty, parent: Parent
) -> None:
    portal.party.tokens()
    portal.party.tokens()
    elsewhere = signed_in_again(portal.party, parent)
    elsewhere.tokens()
    relying_party.tokens()  # says nowhere where to tell it
    with publishing() as another, publishing() as stranger:
        told_portal(relying_party, another).party.tokens()
        told_portal(relying_party, stranger)
        sign_out(portal.party)
        notify(provider)
        assert (len(another.posted), len(stranger.posted)) == (1, 0)
    (token,) = portal.logout_tokens
    assert claims_of(token)["sid"] != claims_of(elsewhere.tokens()["id_token"])["sid"]


def test_a_pairwise_portal_hears_of_the_subject_that_it_knows(
    provider: Provider, relying_party: RelyingParty, publisher: Publisher
) -> None:
    portal = told_portal(relying_party, publisher, subject_type=SubjectType.PAIRWISE)
    sub = claims_of(portal.party.tokens()["id_token"])["sub"]
    assert sub != claims_of(relying_party.tokens()["id_token"])["sub"]
    sign_out(portal.party)
    notify(provider)
    assert claims_of(portal.logout_tokens[0])["sub"] == sub


def test_a_portal_of_before_hears_of_the_former_subject(
    provider: Provider, relying_party: RelyingParty, parent: Parent, publisher: Publisher
) -> None:
    portal = told_portal(relying_party, publisher, subject_source="b2c")
    with provider.database.writing() as tx:
        assert provider.tokens.former_subjects.take(tx, parent.account.id, "b2c", "of-before")
    assert claims_of(portal.party.tokens()["id_token"])["sub"] == "of-before"
    sign_out(portal.party)
    notify(provider)
    assert claims_of(portal.logout_tokens[0])["sub"] == "of-before"


def test_another_password_ends_the_other_sessions_at_the_portals(
    provider: Provider, portal: ToldPortal, parent: Parent
) -> None:
    kept = claims_of(portal.party.tokens()["id_token"])["sid"]
    other = signed_in_again(portal.party, parent)
    ended = claims_of(other.tokens()["id_token"])["sid"]
    with provider.database.writing() as tx:
        provider.directory.accounts.set_password(tx, parent.account.id, "hash")
        provider.directory.sessions.end_all(tx, parent.account.id, except_sid=kept)
    notify(provider)
    assert [claims_of(each)["sid"] for each in portal.logout_tokens] == [ended]


@pytest.mark.parametrize("deed", ["disable", "end_sessions"])
def test_an_administrator_who_closes_the_door_closes_it_at_the_portals(
    provider: Provider, portal: ToldPortal, parent: Parent, deed: str
) -> None:
    portal.party.tokens()
    support(provider, deed, who=parent.address)
    notify(provider)
    assert len(portal.logout_tokens) == 1


def test_losing_the_school_claim_reaches_the_portals_that_were_given_it(
    provider: Provider,
    portal: ToldPortal,
    relying_party: RelyingParty,
    parent: Parent,
    import_lines: Import,
) -> None:
    import_lines([line(), line("2234567", "autre@exemple.quebec", code="")])
    confirm(provider, parent)
    portal.party.tokens(scope="openid gpi")
    other = make_parent(provider, "autre@exemple.quebec")
    confirm(provider, other, "2234567")
    signed_in_again(portal.party, other).tokens(scope="openid gpi")
    with publishing() as without:
        told_portal(relying_party, without).party.tokens(scope="openid email")
        import_lines([line("2234567", "autre@exemple.quebec", code="")])
        notify(provider)
        assert without.posted == []
    assert [claims_of(each)["events"] for each in portal.logout_tokens] == [{EVENT: {}}]
    import_lines([line("2234567", "autre@exemple.quebec", code="")])
    notify(provider)
    assert len(portal.logout_tokens) == 1


def test_access_that_ends_by_the_calendar_reaches_the_portals(
    provider: Provider, portal: ToldPortal, parent: Parent, import_lines: Import, clock: TestClock
) -> None:
    import_lines([line(until="2026-11-23")])
    confirm(provider, parent)
    portal.party.tokens(scope="openid gpi")
    clock.advance(18 * HOUR)
    EndingWatch(
        children=provider.directory.children, database=provider.database, clock=clock
    ).run_once()
    notify(provider)
    assert [claims_of(each)["events"] for each in portal.logout_tokens] == [{EVENT: {}}]


def test_taking_the_child_off_reaches_the_portals(
    provider: Provider, portal: ToldPortal, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    confirm(provider, parent)
    portal.party.tokens(scope="openid gpi")
    with (
        provider.database.writing() as tx,
        provider.directory.children.watched(tx, parent.account.id),
    ):
        (link,) = provider.directory.children.linked(tx, parent.account.id)
        provider.directory.children.unlink(ActingTransaction(tx), parent.account.id, link.link_id)
    notify(provider)
    assert len(portal.logout_tokens) == 1


def test_the_same_person_who_signs_in_again_is_signed_out_nowhere(
    provider: Provider, portal: ToldPortal
) -> None:
    with provider.database.reading() as tx:
        session = provider.directory.sessions.find(tx, portal.party.session or "")
    assert session is not None
    portal.party.tokens()
    with provider.database.writing() as tx:
        started = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, session.account_id),
            NewSession(amr=("pwd",), acr=session.acr, device="Firefox"),
            replacing=portal.party.session,
            sid=session.sid,
        )
    notify(provider)
    assert portal.logout_tokens == []
    sign_out(replace(portal.party, session=started.token))
    notify(provider)
    assert [claims_of(each)["sid"] for each in portal.logout_tokens] == [session.sid]


@pytest.mark.parametrize("scope", ["openid", "openid offline_access"])
@pytest.mark.parametrize("days", [0.4, 2, 12])
def test_a_portal_hears_long_after_its_tokens_expired(
    provider: Provider,
    portal: ToldPortal,
    parent: Parent,
    clock: TestClock,
    days: float,
    scope: str,
) -> None:
    with provider.database.writing() as tx:
        started = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, parent.account.id),
            NewSession(amr=("pwd",), acr="0", remember=True, device="Firefox"),
            replacing=None,
        )
    party = replace(portal.party, session=started.token)
    party.tokens(scope=scope)
    sid = claims_of(party.tokens(scope=scope)["id_token"])["sid"]
    elsewhere = signed_in_again(portal.party, parent)
    elsewhere.tokens(scope=scope)
    for _ in range(3):
        clock.advance(seconds=int(days * DAY / 3))
        while Purge(database=provider.database, clock=clock).run_once():
            pass
    sign_out(party)
    notify(provider)
    assert [claims_of(each)["sid"] for each in portal.logout_tokens] == [sid]
    clock.advance(minutes=1)
    with provider.database.writing() as tx:
        provider.directory.sessions.end_all(tx, parent.account.id)
    notify(provider)
    again = [claims_of(each)["sid"] for each in portal.logout_tokens[1:]]
    # What was granted to outlive its session may have kept one of the portal's own.
    assert (sid in again) == ("offline_access" in scope)


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_portal_that_fails_is_tried_for_a_day_with_the_same_jti(
    provider: Provider, portal: ToldPortal, clock: TestClock, status: int
) -> None:
    portal.party.tokens()
    sign_out(portal.party)
    portal.publisher.status = status
    end = clock.now + DAY
    while clock.now <= end + MINUTE:
        notify(provider)
        clock.advance(seconds=5 if clock.now < end - DAY + 60 else 600)
    tokens = [claims_of(each) for each in portal.logout_tokens]
    assert len({each["jti"] for each in tokens}) == 1
    assert len(tokens) > 40
    assert end - 1800 <= tokens[-1]["iat"] <= end + 600
    assert tokens[-1]["exp"] > tokens[0]["exp"]
    portal.publisher.status = 200
    clock.advance(seconds=DAY)
    notify(provider)
    assert len(portal.logout_tokens) == len(tokens)


def test_a_house_that_may_not_call_its_own_machine_does_not(
    relying_party: RelyingParty, publisher: Publisher, house_settings: Settings, clock: TestClock
) -> None:
    portal = told_portal(relying_party, publisher)
    portal.party.tokens()
    sign_out(portal.party)
    careful = build(house_settings, clock)
    notify(careful)
    careful.database.close()
    assert publisher.asked == []


def test_a_portal_cannot_send_the_message_on_to_another_address(
    provider: Provider, portal: ToldPortal
) -> None:
    with publishing() as inside:
        portal.publisher.status, portal.publisher.location = 307, f"{inside.uri}/admin"
        portal.party.tokens()
        sign_out(portal.party)
        notify(provider)
        assert len(portal.publisher.asked) == 1
        assert inside.asked == []


def test_a_portal_that_comes_back_is_told_and_then_left_alone(
    provider: Provider, portal: ToldPortal, clock: TestClock
) -> None:
    portal.party.tokens()
    sign_out(portal.party)
    portal.publisher.status = 503
    notify(provider)
    notify(provider)
    assert len(portal.logout_tokens) == 1
    portal.publisher.status = 204
    clock.advance(seconds=5)
    notify(provider)
    clock.advance(seconds=DAY)
    notify(provider)
    assert len({claims_of(each)["jti"] for each in portal.logout_tokens}) == 1
    assert len(portal.logout_tokens) == 2


def test_a_portal_that_does_not_answer_holds_nobody_up(
    provider: Provider, portal: ToldPortal, relying_party: RelyingParty, parent: Parent
) -> None:
    parties = [signed_in_again(portal.party, parent) for _ in range(20)]
    with publishing() as quick:
        other = told_portal(relying_party, quick)
        for party in parties:
            party.tokens()
            replace(other.party, session=party.session).tokens()
            sign_out(party)
        portal.publisher.answers.clear()
        worker = notification(provider)
        while len(quick.posted) < len(parties):
            assert worker.run_once()
        # Its first lanes wait; nothing else of it was begun.
        assert len(portal.publisher.posted) <= provider.settings.signals.places_per_portal
        portal.publisher.answers.set()
        worker.close()


def test_two_workers_tell_each_portal_once(
    provider: Provider, portal: ToldPortal, parent: Parent
) -> None:
    for _ in range(30):
        party = signed_in_again(portal.party, parent)
        party.tokens()
        sign_out(party)
    workers = [threading.Thread(target=notify, args=(provider,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    notify(provider)
    told = [claims_of(each)["sid"] for each in portal.logout_tokens]
    assert len(told) == len(set(told)) == 30


def test_a_portal_that_wants_to_hear_nothing_any_more_is_told_nothing(
    provider: Provider, portal: ToldPortal, clock: TestClock
) -> None:
    portal.party.tokens()
    sign_out(portal.party)
    portal.publisher.status = 503
    notify(provider)
    silent = replace(portal.party.client, backchannel_logout_uri=None)
    with provider.database.writing() as tx:
        put_client(tx, silent, now=clock.now)
    provider.directory.clients.forget()
    clock.advance(minutes=1)
    notify(provider)
    assert len(portal.logout_tokens) == 1
