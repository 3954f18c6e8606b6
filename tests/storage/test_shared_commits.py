"""Single statements that wait for SQLite's one writer are committed together, or fail alone."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from idp.errors import DatabaseUnavailableError
from idp.settings import DatabaseSettings
from idp.storage import Database, Query, Statement

_MANY = 6
_ADD = Statement("INSERT INTO kept (id) VALUES (:id)")
_GIVE = Query(int, "INSERT INTO kept (id) VALUES (:id) RETURNING id")
_ALL = Query(int, "SELECT id FROM kept ORDER BY id")
_SHAPE = (
    "CREATE TABLE other (id INTEGER PRIMARY KEY)",
    """CREATE TABLE kept (id INTEGER PRIMARY KEY,
                          other INTEGER REFERENCES other (id) DEFERRABLE INITIALLY DEFERRED)""",
)
_BREAKS = Statement(
    """CREATE TRIGGER breaks BEFORE INSERT ON kept WHEN NEW.id = 66
       BEGIN SELECT RAISE(ROLLBACK, 'everything is undone'); END"""
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(
        DatabaseSettings(url=f"sqlite:///{tmp_path}/shared.db", busy_timeout_seconds=1)
    )
    for each in _SHAPE:
        with opened.writing() as tx:
            tx.run(Statement(each))
    yield opened
    opened.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(_MANY) as made:
        yield made


def add(database: Database, number: int, statement: Statement = _ADD) -> int:
    with database.writing(once=True) as tx:
        return tx.run(statement, id=number)


def kept(database: Database) -> list[int]:
    with database.reading() as tx:
        return tx.rows(_ALL)


def held_up(
    database: Database, pool: ThreadPoolExecutor, tasks: Sequence[Callable[[], object]]
) -> tuple[list[Future[Any]], list[str]]:
    """Let `tasks` begin while another transaction is open; return them, and what was run for them.

    Each waits before the next begins: the first leads.
    """
    run: list[str] = []
    begun: list[Future[Any]] = []
    with database.writing() as tx:
        driver = tx.taken.driver
        for number, task in enumerate(tasks, 1):
            begun.append(pool.submit(task))
            until = time.monotonic() + 5
            while len(database._shared._waiting) < number:  # type: ignore[union-attr] # noqa: SLF001
                assert time.monotonic() < until
                time.sleep(0.001)
        driver.set_trace_callback(run.append)
    for each in begun:
        each.exception(10)
    with suppress(sqlite3.ProgrammingError):  # it was replaced
        driver.set_trace_callback(None)
    return begun, run


def test_what_waits_is_committed_once(database: Database, pool: ThreadPoolExecutor) -> None:
    tasks = [partial(add, database, number) for number in range(_MANY)]
    begun, run = held_up(database, pool, tasks)
    assert [each.result() for each in begun] == [1] * _MANY
    assert kept(database) == [*range(_MANY)]
    words = [each.split()[0] for each in run]
    assert words[words.index("BEGIN") :] == ["BEGIN", *["INSERT"] * _MANY, "COMMIT"]


def test_each_is_given_its_own_rows(database: Database, pool: ThreadPoolExecutor) -> None:
    def give(number: int) -> int | None:
        with database.writing(once=True) as tx:
            return tx.row(_GIVE, id=number)

    begun, _ = held_up(database, pool, [partial(give, number) for number in range(_MANY)])
    assert [each.result() for each in begun] == [*range(_MANY)]


def test_one_that_is_wrong_harms_no_other(database: Database, pool: ThreadPoolExecutor) -> None:
    numbers = [1, 2, 2, 3]
    begun, _ = held_up(database, pool, [partial(add, database, number) for number in numbers])
    assert [type(each.exception()) for each in begun] == [
        type(None),
        type(None),
        sqlite3.IntegrityError,
        type(None),
    ]
    assert kept(database) == [1, 2, 3]


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        (Statement("INSERT INTO kept (id, other) VALUES (:id, 7)"), 2),  # COMMIT fails
        (_ADD, 66),  # SQLite rolls everything back
    ],
    ids=["at the commit", "before"],
)
def test_what_is_not_kept_is_told_to_nobody(
    database: Database, pool: ThreadPoolExecutor, wrong: Statement, number: int
) -> None:
    with database.writing() as tx:
        tx.run(_BREAKS)
    tasks = [
        partial(add, database, 1),
        partial(add, database, number, wrong),
        partial(add, database, 3),
    ]
    begun, _ = held_up(database, pool, tasks)
    assert [type(each.exception()) for each in begun] == [sqlite3.IntegrityError] * 3
    assert kept(database) == []
    assert add(database, 4) == 1
    assert kept(database) == [4]


def test_whoever_waits_too_long_is_told_so_and_is_not_written_later(
    database: Database, pool: ThreadPoolExecutor
) -> None:
    with database.writing():
        begun = [pool.submit(add, database, number) for number in range(_MANY)]
        assert [type(each.exception(10)) for each in begun] == [DatabaseUnavailableError] * _MANY
    assert add(database, 100) == 1
    assert kept(database) == [100]


def test_whoever_gives_up_as_its_turn_comes_writes_once(
    database: Database, pool: ThreadPoolExecutor
) -> None:
    shared = database._shared  # noqa: SLF001
    assert shared is not None
    shared._lock = lock = threading.RLock()  # type: ignore[assignment] # noqa: SLF001
    shared._is_led = True  # noqa: SLF001
    begun = pool.submit(add, database, 1)
    until = time.monotonic() + 5
    while not shared._waiting:  # noqa: SLF001
        assert time.monotonic() < until
        time.sleep(0.001)
    with lock:
        time.sleep(1.2)  # longer than it waits: it wants the lock to take its statement back
        shared._pass_on([])  # noqa: SLF001
    assert begun.result(10) == 1
    assert kept(database) == [1]


def test_each_waits_as_long_as_it_may(database: Database, pool: ThreadPoolExecutor) -> None:
    with database.writing():
        early = pool.submit(add, database, 1)
        time.sleep(0.6)
        late = pool.submit(add, database, 2)
        assert isinstance(early.exception(10), DatabaseUnavailableError)
    assert late.result(10) == 1
    assert kept(database) == [2]


def test_whoever_is_next_waits_no_longer_for_that(
    database: Database, pool: ThreadPoolExecutor
) -> None:
    shared = database._shared  # noqa: SLF001
    assert shared is not None
    shared._is_led = True  # noqa: SLF001
    began = time.monotonic()
    with database.writing():
        begun = pool.submit(add, database, 1)
        time.sleep(0.8)
        shared._pass_on([])  # noqa: SLF001
        assert isinstance(begun.exception(10), DatabaseUnavailableError)
        assert time.monotonic() - began < 1.6
    assert kept(database) == []


def test_none_is_lost_or_written_twice_among_many(database: Database) -> None:
    def many(of: int) -> list[int]:
        return [add(database, of * 1000 + number) for number in range(200)]

    def long() -> None:
        for _ in range(50):
            with database.writing() as tx:
                tx.run(Statement("DELETE FROM other"))

    transactions = threading.Thread(target=long)
    transactions.start()
    with ThreadPoolExecutor(8) as pool:
        assert {*chain.from_iterable(pool.map(many, range(8)))} == {1}
    transactions.join()
    assert len(kept(database)) == 1600
    assert database.in_use == 0
