"""Sessions: what begins, what keeps and what ends them."""

import pytest

from idp.accounts import NewSession
from idp.accounts.acr import ACR_PASSWORD
from idp.accounts.model import Started
from idp.clock import DAY, HOUR, MINUTE
from idp.errors import PersonError
from idp.ids import AccountId
from idp.wiring import Provider
from tests.conftest import Parent, TestClock


def start(
    provider: Provider, parent: Parent, *, remember: bool = False, replacing: str | None = None
) -> Started:
    with provider.database.writing() as tx:
        return provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, parent.account.id),
            NewSession(amr=("pwd",), acr=ACR_PASSWORD, remember=remember, device="Firefox"),
            replacing=replacing,
        )


def lives(provider: Provider, started: Started) -> bool:
    with provider.database.reading() as tx:
        return provider.directory.sessions.find(tx, started.token) is not None


def test_a_session_is_found_by_its_token(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    started = start(provider, parent)
    with provider.database.reading() as tx:
        found = provider.directory.sessions.find(tx, started.token)
        assert found == started.session
        assert provider.directory.sessions.find(tx, "another token") is None
    assert found is not None
    assert (found.amr, found.acr, found.auth_time) == (("pwd",), ACR_PASSWORD, clock.now)
    assert found.locale == "fr"


def test_the_database_does_not_hold_the_token(provider: Provider, parent: Parent) -> None:
    started = start(provider, parent)
    with provider.database.reading() as tx:
        cursor = tx.taken.driver.cursor()
        cursor.execute("SELECT * FROM browser_session")
        assert started.token not in repr(cursor.fetchall())
    assert started.token not in repr(started)
    assert len(started.token) == 43


def test_an_idle_session_ends_and_a_used_one_goes_on(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    idle, used = start(provider, parent), start(provider, parent)
    for _ in range(3):
        clock.advance(minutes=20)
        with provider.database.writing() as tx:
            session = provider.directory.sessions.find(tx, used.token)
            assert session is not None
            provider.directory.sessions.touch(tx, session)
    assert not lives(provider, idle)
    assert lives(provider, used)


def test_no_use_keeps_a_session_past_its_absolute_end(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    started = start(provider, parent)
    for _ in range(12 * 3):
        assert lives(provider, started)
        with provider.database.writing() as tx:
            session = provider.directory.sessions.find(tx, started.token)
            assert session is not None
            provider.directory.sessions.touch(tx, session)
        clock.advance(minutes=20)
    assert not lives(provider, started)


def test_a_remembered_device_stays_signed_in_for_days(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    started = start(provider, parent, remember=True)
    assert started.max_age_seconds == 60 * DAY
    assert start(provider, parent).max_age_seconds is None
    clock.advance(13 * DAY)
    assert lives(provider, started)
    clock.advance(2 * DAY)
    assert not lives(provider, started)


@pytest.mark.parametrize(("remember", "seconds"), [(False, MINUTE), (True, HOUR)])
def test_a_touch_writes_once_a_minute_or_an_hour(
    provider: Provider, parent: Parent, clock: TestClock, *, remember: bool, seconds: int
) -> None:
    session = start(provider, parent, remember=remember).session
    clock.advance(seconds - 1)
    assert not provider.directory.sessions.needs_touch(session)
    clock.advance(1)
    assert provider.directory.sessions.needs_touch(session)
    with provider.database.writing() as tx:
        provider.directory.sessions.touch(tx, session)
        assert not provider.directory.sessions.needs_touch(
            provider.directory.sessions.of_account(tx, session.account_id)[0]
        )


def test_signing_in_again_ends_the_session_it_replaces(provider: Provider, parent: Parent) -> None:
    first = start(provider, parent)
    second = start(provider, parent, replacing=first.token)
    assert not lives(provider, first)
    assert lives(provider, second)
    assert first.session.sid != second.session.sid


def test_an_ended_session_is_over_for_good(provider: Provider, parent: Parent) -> None:
    started = start(provider, parent)
    with provider.database.writing() as tx:
        assert provider.directory.sessions.end(tx, started.session.sid)
        assert not provider.directory.sessions.end(tx, started.session.sid)
    assert not lives(provider, started)


def test_nobody_ends_the_session_of_another_account(provider: Provider, parent: Parent) -> None:
    started = start(provider, parent)
    with provider.database.writing() as tx:
        assert not provider.directory.sessions.end(
            tx, started.session.sid, account_id=AccountId("another")
        )
        assert provider.directory.sessions.end(
            tx, started.session.sid, account_id=parent.account.id
        )


def test_all_other_sessions_are_ended_together(provider: Provider, parent: Parent) -> None:
    here, *others = (start(provider, parent) for _ in range(3))
    with provider.database.writing() as tx:
        ended = provider.directory.sessions.end_all(
            tx, parent.account.id, except_sid=here.session.sid
        )
        assert ended == 2
        assert provider.directory.sessions.of_account(tx, parent.account.id) == (here.session,)
    assert lives(provider, here)
    assert not any(lives(provider, other) for other in others)


def test_a_disabled_account_has_no_session_and_gets_none(
    provider: Provider, parent: Parent
) -> None:
    started = start(provider, parent)
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    assert not lives(provider, started)
    with pytest.raises(PersonError) as caught:
        start(provider, parent)
    assert caught.value.code == "PRV-ACCOUNT-CLOSED"


def test_a_closed_account_has_no_session(provider: Provider, parent: Parent) -> None:
    started = start(provider, parent)
    with provider.database.writing() as tx:
        provider.directory.accounts.close(tx, parent.account.id)
    assert not lives(provider, started)


def test_sessions_are_listed_the_last_used_first(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    old = start(provider, parent, remember=True)
    clock.advance(HOUR)
    new = start(provider, parent)
    with provider.database.reading() as tx:
        listed = provider.directory.sessions.of_account(tx, parent.account.id)
    assert [each.sid for each in listed] == [new.session.sid, old.session.sid]
