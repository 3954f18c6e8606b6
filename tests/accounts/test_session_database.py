"""Writing for a session: it lives in the very transaction, or nothing is written."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from idp.accounts import Session
from idp.errors import SessionOverError
from idp.wiring import Parts
from tests.acting import session_of
from tests.conftest import Parent, TestClock


def speak(house: Parts, session: Session) -> None:
    with house.directory.session_database.acting(session) as tx:
        house.directory.accounts.set_locale(tx, session.account_id, "en")


def locale(house: Parts, parent: Parent) -> str:
    with house.database.reading() as tx:
        return house.directory.accounts.get(tx, parent.account.id).locale


def test_a_live_session_writes(house: Parts, parent: Parent) -> None:
    speak(house, session_of(house, parent.account))
    assert locale(house, parent) == "en"


def test_a_session_that_ended_or_ran_out_writes_nothing(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    ended, idle = session_of(house, parent.account), session_of(house, parent.account)
    with house.database.writing() as tx:
        house.directory.sessions.end(tx, ended.sid)
    with pytest.raises(SessionOverError):
        speak(house, ended)
    clock.advance(house.settings.sessions.idle_seconds)
    with pytest.raises(SessionOverError):
        speak(house, idle)
    assert locale(house, parent) == "fr"


def test_the_session_of_a_disabled_account_writes_nothing(house: Parts, parent: Parent) -> None:
    session = session_of(house, parent.account)
    with house.database.writing() as tx:
        house.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    with pytest.raises(SessionOverError):
        speak(house, session)


def test_who_comes_while_sessions_are_being_ended_waits_and_writes_nothing(
    house: Parts, parent: Parent
) -> None:
    session, began = session_of(house, parent.account), Event()

    def speak_now() -> None:
        began.set()
        speak(house, session)

    with ThreadPoolExecutor(1) as other:
        with house.database.writing() as tx:
            house.directory.accounts.hold(tx, parent.account.id)
            writing = other.submit(speak_now)
            assert began.wait(5)
            # Long enough for PostgreSQL to have read the session and to wait for its account.
            with pytest.raises(TimeoutError):
                writing.result(timeout=0.2)
            house.directory.sessions.end_all(tx, parent.account.id)
        with pytest.raises(SessionOverError):
            writing.result(timeout=5)
    assert locale(house, parent) == "fr"
