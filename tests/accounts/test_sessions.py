"""Sessions: what begins, what keeps and what ends them."""

import pytest

from idp.accounts.acr import ACR_PASSWORD
from idp.accounts.model import Started
from idp.clock import DAY, HOUR, MINUTE
from idp.errors import PersonError
from idp.ids import AccountId
from idp.wiring import Parts
from tests.conftest import Parent, TestClock


def start(
    house: Parts, parent: Parent, *, remember: bool = False, replacing: str | None = None
) -> Started:
    with house.database.writing() as tx:
        return house.directory.sessions.start(
            tx,
            account=house.directory.accounts.hold(tx, parent.account.id),
            amr=("pwd",),
            acr=ACR_PASSWORD,
            remember=remember,
            device="Firefox",
            replacing=replacing,
        )


def lives(house: Parts, started: Started) -> bool:
    with house.database.reading() as tx:
        return house.directory.sessions.find(tx, started.token) is not None


def test_a_session_is_found_by_its_token(house: Parts, parent: Parent, clock: TestClock) -> None:
    started = start(house, parent)
    with house.database.reading() as tx:
        found = house.directory.sessions.find(tx, started.token)
        assert found == started.session
        assert house.directory.sessions.find(tx, "another token") is None
    assert found is not None
    assert (found.amr, found.acr, found.auth_time) == (("pwd",), ACR_PASSWORD, clock.now)
    assert found.locale == "fr"


def test_the_database_does_not_hold_the_token(house: Parts, parent: Parent) -> None:
    started = start(house, parent)
    with house.database.reading() as tx:
        cursor = tx.connection.cursor()
        cursor.execute("SELECT * FROM browser_session")
        assert started.token not in repr(cursor.fetchall())
    assert started.token not in repr(started)
    assert len(started.token) == 43


def test_an_idle_session_ends_and_a_used_one_goes_on(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    idle, used = start(house, parent), start(house, parent)
    for _ in range(3):
        clock.advance(minutes=20)
        with house.database.writing() as tx:
            session = house.directory.sessions.find(tx, used.token)
            assert session is not None
            house.directory.sessions.touch(tx, session)
    assert not lives(house, idle)
    assert lives(house, used)


def test_no_use_keeps_a_session_past_its_absolute_end(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    started = start(house, parent)
    for _ in range(12 * 3):
        assert lives(house, started)
        with house.database.writing() as tx:
            session = house.directory.sessions.find(tx, started.token)
            assert session is not None
            house.directory.sessions.touch(tx, session)
        clock.advance(minutes=20)
    assert not lives(house, started)


def test_a_remembered_device_stays_signed_in_for_days(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    started = start(house, parent, remember=True)
    assert started.max_age_seconds == 60 * DAY
    assert start(house, parent).max_age_seconds is None
    clock.advance(13 * DAY)
    assert lives(house, started)
    clock.advance(2 * DAY)
    assert not lives(house, started)


def test_a_touch_writes_once_a_minute(house: Parts, parent: Parent, clock: TestClock) -> None:
    session = start(house, parent).session
    assert not house.directory.sessions.needs_touch(session)
    clock.advance(MINUTE)
    assert house.directory.sessions.needs_touch(session)
    with house.database.writing() as tx:
        house.directory.sessions.touch(tx, session)
        assert not house.directory.sessions.needs_touch(
            house.directory.sessions.of_account(tx, session.account_id)[0]
        )


def test_signing_in_again_ends_the_session_it_replaces(house: Parts, parent: Parent) -> None:
    first = start(house, parent)
    second = start(house, parent, replacing=first.token)
    assert not lives(house, first)
    assert lives(house, second)
    assert first.session.sid != second.session.sid


def test_an_ended_session_is_over_for_good(house: Parts, parent: Parent) -> None:
    started = start(house, parent)
    with house.database.writing() as tx:
        assert house.directory.sessions.end(tx, started.session.sid)
        assert not house.directory.sessions.end(tx, started.session.sid)
    assert not lives(house, started)


def test_nobody_ends_the_session_of_another_account(house: Parts, parent: Parent) -> None:
    started = start(house, parent)
    with house.database.writing() as tx:
        assert not house.directory.sessions.end(
            tx, started.session.sid, account_id=AccountId("another")
        )
        assert house.directory.sessions.end(tx, started.session.sid, account_id=parent.account.id)


def test_all_other_sessions_are_ended_together(house: Parts, parent: Parent) -> None:
    here, *others = (start(house, parent) for _ in range(3))
    with house.database.writing() as tx:
        ended = house.directory.sessions.end_all(tx, parent.account.id, except_sid=here.session.sid)
        assert ended == 2
        assert house.directory.sessions.of_account(tx, parent.account.id) == (here.session,)
    assert lives(house, here)
    assert not any(lives(house, other) for other in others)


def test_a_disabled_account_has_no_session_and_gets_none(house: Parts, parent: Parent) -> None:
    started = start(house, parent)
    with house.database.writing() as tx:
        house.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    assert not lives(house, started)
    with pytest.raises(PersonError) as caught:
        start(house, parent)
    assert caught.value.code == "PRV-ACCOUNT-CLOSED"


def test_a_closed_account_has_no_session(house: Parts, parent: Parent) -> None:
    started = start(house, parent)
    with house.database.writing() as tx:
        house.directory.accounts.close(tx, parent.account.id)
    assert not lives(house, started)


def test_sessions_are_listed_the_last_used_first(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    old = start(house, parent, remember=True)
    clock.advance(HOUR)
    new = start(house, parent)
    with house.database.reading() as tx:
        listed = house.directory.sessions.of_account(tx, parent.account.id)
    assert [each.sid for each in listed] == [new.session.sid, old.session.sid]
