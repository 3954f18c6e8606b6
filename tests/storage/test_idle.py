"""Connections between two transactions: at hand for whoever comes next, and for whoever waits."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from idp.errors import DatabaseUnavailableError
from idp.settings import DatabaseSettings
from idp.storage import Database, Query

_ONE = Query(int, "SELECT 1 AS number")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database with two connections, for which nobody waits longer than two seconds."""
    url = f"sqlite:///{tmp_path}/two.db"
    opened = Database.open(DatabaseSettings(url=url, pool_size=2, pool_timeout_seconds=2))
    yield opened
    opened.close()


def together(count: int, do: Callable[[], None]) -> list[BaseException]:
    """Do it in `count` threads at once; return what they raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            do()
        except BaseException as error:  # noqa: BLE001 - for the test to look at
            raised.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return raised


def read(database: Database) -> None:
    with database.reading() as tx:
        assert tx.row(_ONE) == 1


def test_the_next_transaction_has_the_connection_of_the_last(database: Database) -> None:
    with database.reading() as first:
        before = first.connection
    with database.reading() as second:
        assert second.connection is before
    assert database.in_use == 0


def test_whoever_waits_has_the_next_that_comes_back(database: Database) -> None:
    for _ in range(5):
        with database.reading() as first, database.reading():
            waiter = threading.Thread(target=read, args=(database,))
            waiter.start()
            time.sleep(0.05)
            assert first.row(_ONE) == 1
        began = time.monotonic()
        waiter.join()
        assert time.monotonic() - began < 1


@pytest.mark.parametrize("admitted", [False, True])
def test_none_is_lost_among_threads_that_wait_for_each_other(
    database: Database, *, admitted: bool
) -> None:
    if admitted:
        database.answer_requests(3)

    def many() -> None:
        for _ in range(300):
            read(database)

    assert together(8, many) == []
    assert database.in_use == 0
    with database.reading(), database.reading():
        assert database.in_use == 2


def test_all_are_taken_until_one_comes_back(database: Database) -> None:
    with (
        database.reading(),
        database.reading(),
        pytest.raises(DatabaseUnavailableError),
        database.reading(),
    ):
        pass
    read(database)


def test_requests_use_no_connection_that_waits_longer_or_was_made_before_a_fork(
    database: Database,
) -> None:
    with database.reading() as first:
        before = first.connection
    database.answer_requests(3)
    with database.reading() as second:
        assert second.connection is not before


def test_those_of_before_are_closed_when_they_come_back(database: Database) -> None:
    with database.reading() as first:
        before = first.connection
        database.close()
        assert first.row(_ONE) == 1
    assert not before.is_valid
    assert database.in_use == 0
    read(database)
