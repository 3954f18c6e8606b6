"""Writing for a session: it lives in the very transaction, or nothing is written."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from idp.accounts import Session
from idp.errors import SessionOverError
from idp.wiring import Provider
from tests.acting import session_of
from tests.conftest import Parent, TestClock


def speak(provider: Provider, session: Session) -> None:
    with provider.directory.session_database.acting(session) as tx:
        provider.directory.accounts.set_locale(tx, session.account_id, "en")


def locale(provider: Provider, parent: Parent) -> str:
    with provider.database.reading() as tx:
        return provider.directory.accounts.get(tx, parent.account.id).locale


def test_a_live_session_writes(provider: Provider, parent: Parent) -> None:
    speak(provider, session_of(provider, parent.account))
    assert locale(provider, parent) == "en"


def test_a_session_that_ended_or_ran_out_writes_nothing(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    ended, idle = session_of(provider, parent.account), session_of(provider, parent.account)
    with provider.database.writing() as tx:
        provider.directory.sessions.end(tx, ended.sid)
    with pytest.raises(SessionOverError):
        speak(provider, ended)
    clock.advance(provider.settings.sessions.idle_seconds)
    with pytest.raises(SessionOverError):
        speak(provider, idle)
    assert locale(provider, parent) == "fr"


def test_the_session_of_a_disabled_account_writes_nothing(
    provider: Provider, parent: Parent
) -> None:
    session = session_of(provider, parent.account)
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    with pytest.raises(SessionOverError):
        speak(provider, session)


def test_who_comes_while_sessions_are_being_ended_waits_and_writes_nothing(
    provider: Provider, parent: Parent
) -> None:
    session, began = session_of(provider, parent.account), Event()

    def speak_now() -> None:
        began.set()
        speak(provider, session)

    with ThreadPoolExecutor(1) as other:
        with provider.database.writing() as tx:
            provider.directory.accounts.hold(tx, parent.account.id)
            writing = other.submit(speak_now)
            assert began.wait(5)
            # Long enough for PostgreSQL to have read the session and to wait for its account.
            with pytest.raises(TimeoutError):
                writing.result(timeout=0.2)
            provider.directory.sessions.end_all(tx, parent.account.id)
        with pytest.raises(SessionOverError):
            writing.result(timeout=5)
    assert locale(provider, parent) == "fr"
