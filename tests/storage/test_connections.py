"""The connections of a process: at most so many."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from idp.settings import DatabaseSettings, Settings
from idp.storage.driver import driver_of
from idp.storage.outage import NoPlaceError
from idp.storage.patience import Patience
from idp.storage.pool import Pool

_PLACES = 2


@pytest.fixture
def connections(house_settings: Settings) -> Iterator[Pool]:
    driver = driver_of(house_settings.database, Patience(5))
    made = Pool(driver.connect, places=_PLACES, longest_wait_seconds=0.05)
    yield made
    made.dispose()


def test_a_connection_that_came_back_is_given_again(connections: Pool) -> None:
    first = connections.connect()
    driver = first.driver_connection
    first.close()
    again = connections.connect()
    assert again.driver_connection is driver
    again.close()


def test_a_dead_one_is_never_given_again(connections: Pool) -> None:
    first = connections.connect()
    driver = first.driver_connection
    first.invalidate()
    assert not first.is_valid
    again = connections.connect()
    assert again.driver_connection is not driver
    again.close()


def test_who_finds_no_place_is_told_so(connections: Pool) -> None:
    taken = [connections.connect() for _ in range(_PLACES)]
    assert connections.in_use == _PLACES
    with pytest.raises(NoPlaceError):
        connections.connect()
    taken.pop().close()
    taken.pop().invalidate()
    assert connections.in_use == 0
    again = [connections.connect() for _ in range(_PLACES)]
    for each in again:
        each.close()


def test_what_nobody_uses_is_closed(connections: Pool) -> None:
    first = connections.connect()
    driver = first.driver_connection
    assert driver is not None
    first.close()
    connections.dispose()
    with pytest.raises(Exception, match="closed"):
        driver.cursor().execute("SELECT 1")


def test_each_statement_commits_itself(connections: Pool) -> None:
    writing, reading = connections.connect(), connections.connect()
    assert writing.driver_connection is not None
    assert reading.driver_connection is not None
    writing.driver_connection.cursor().execute(
        "INSERT INTO version (name, number) VALUES ('probe', 7)"
    )
    seen = reading.driver_connection.cursor()
    seen.execute("SELECT number FROM version WHERE name = 'probe'")
    assert seen.fetchone() == (7,)
    writing.close()
    reading.close()


def test_the_first_to_open_a_file_wait_for_each_other(tmp_path: Path) -> None:
    for number in range(40):
        settings = DatabaseSettings(url=f"sqlite:///{tmp_path}/{number}.db")
        connect = driver_of(settings, Patience(5)).connect
        barrier = Barrier(8)

        def opened(_: int, connect: Callable[[], Any] = connect, all_at: Barrier = barrier) -> str:
            all_at.wait(timeout=30)
            with closing(connect()) as connection:
                return str(connection.execute("PRAGMA journal_mode").fetchone()[0])

        with ThreadPoolExecutor(8) as pool:
            assert {*pool.map(opened, range(8))} == {"wal"}
