"""Single statements that wait for SQLite's one writer are committed together, or fail alone."""

import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

import pytest

from idp.errors import DatabaseUnavailableError
from idp.storage import Database, Query, Statement
from idp.storage.writer import Waiting
from tests.storage.sharing import ADD, BREAKS, MANY, add, held_up, kept, writer_of

_GIVE = Query(int, "INSERT INTO kept (id) VALUES (:id) RETURNING id")


def test_what_waits_is_committed_once(one_writer: Database, pool: ThreadPoolExecutor) -> None:
    tasks = [partial(add, one_writer, number) for number in range(MANY)]
    begun, run = held_up(one_writer, pool, tasks)
    assert [each.result() for each in begun] == [1] * MANY
    assert kept(one_writer) == [*range(MANY)]
    words = [each.split()[0] for each in run]
    assert words[words.index("BEGIN") :] == ["BEGIN", *["INSERT"] * MANY, "COMMIT"]


def test_each_is_given_its_own_rows(one_writer: Database, pool: ThreadPoolExecutor) -> None:
    def give(number: int) -> int | None:
        with one_writer.writing(once=True) as tx:
            return tx.row(_GIVE, id=number)

    begun, _ = held_up(one_writer, pool, [partial(give, number) for number in range(MANY)])
    assert [each.result() for each in begun] == [*range(MANY)]


def test_one_that_is_wrong_harms_no_other(one_writer: Database, pool: ThreadPoolExecutor) -> None:
    numbers = [1, 2, 2, 3]
    begun, _ = held_up(one_writer, pool, [partial(add, one_writer, number) for number in numbers])
    assert [type(each.exception()) for each in begun] == [
        type(None),
        type(None),
        sqlite3.IntegrityError,
        type(None),
    ]
    assert kept(one_writer) == [1, 2, 3]


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        (Statement("INSERT INTO kept (id, other) VALUES (:id, 7)"), 2),  # COMMIT fails
        (ADD, 66),  # SQLite rolls everything back
    ],
    ids=["at the commit", "before"],
)
def test_what_is_not_kept_is_told_to_nobody(
    one_writer: Database, pool: ThreadPoolExecutor, wrong: Statement, number: int
) -> None:
    with one_writer.writing() as tx:
        tx.run(BREAKS)
    tasks = [
        partial(add, one_writer, 1),
        partial(add, one_writer, number, wrong),
        partial(add, one_writer, 3),
    ]
    begun, _ = held_up(one_writer, pool, tasks)
    # Whoever comes after SQLite undid everything is written in a transaction of its own.
    told = 3 if number == 2 else 2
    errors = [each.exception() for each in begun[:told]]
    assert [type(each) for each in errors] == [sqlite3.IntegrityError] * told
    assert len({id(each) for each in errors}) == told
    assert len({each.sqlite_errorname for each in errors if isinstance(each, sqlite3.Error)}) == 1
    assert [each.exception() for each in begun[told:]] == [None] * (3 - told)
    assert kept(one_writer) == [3][: 3 - told]
    assert add(one_writer, 4) == 1
    assert kept(one_writer) == [*[3][: 3 - told], 4]


def test_whoever_waits_too_long_is_told_so_and_is_not_written_later(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    with one_writer.writing():
        begun = [pool.submit(add, one_writer, number) for number in range(MANY)]
        assert [type(each.exception(10)) for each in begun] == [DatabaseUnavailableError] * MANY
    assert add(one_writer, 100) == 1
    assert kept(one_writer) == [100]


def test_whoever_gives_up_as_its_turn_comes_writes_once(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    writer = writer_of(one_writer)
    writer._lock = lock = threading.RLock()  # type: ignore[assignment] # noqa: SLF001
    writer.take(Waiting(1))
    begun = pool.submit(add, one_writer, 1)
    until = time.monotonic() + 5
    while not writer._queue:  # noqa: SLF001
        assert time.monotonic() < until
        time.sleep(0.001)
    with lock:
        time.sleep(1.2)  # longer than it waits: it wants the lock to take its statement back
        writer.hand_on()
    assert begun.result(10) == 1
    assert kept(one_writer) == [1]


def test_each_waits_as_long_as_it_may(one_writer: Database, pool: ThreadPoolExecutor) -> None:
    with one_writer.writing():
        early = pool.submit(add, one_writer, 1)
        time.sleep(0.6)
        late = pool.submit(add, one_writer, 2)
        assert isinstance(early.exception(10), DatabaseUnavailableError)
    assert late.result(10) == 1
    assert kept(one_writer) == [2]


def test_whoever_is_next_waits_no_longer_for_that(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    began = time.monotonic()
    with one_writer.writing():
        begun = pool.submit(add, one_writer, 1)
        time.sleep(0.8)
        assert isinstance(begun.exception(10), DatabaseUnavailableError)
        assert time.monotonic() - began < 1.6
    assert kept(one_writer) == []


def test_none_is_lost_or_written_twice_among_many(one_writer: Database) -> None:
    def many(of: int) -> list[int]:
        return [add(one_writer, of * 1000 + number) for number in range(200)]

    def long() -> None:
        for _ in range(50):
            with one_writer.writing() as tx:
                tx.run(Statement("DELETE FROM other"))

    transactions = threading.Thread(target=long)
    transactions.start()
    with ThreadPoolExecutor(8) as pool:
        assert {*chain.from_iterable(pool.map(many, range(8)))} == {1}
    transactions.join()
    assert len(kept(one_writer)) == 1600
    assert one_writer.in_use == 0


def test_another_process_that_writes_all_the_time_leaves_a_turn(
    one_writer: Database, tmp_path: Path
) -> None:
    writing = f"""
import sqlite3
other = sqlite3.connect({str(tmp_path / "shared.db")!r}, isolation_level=None, timeout=10)
print("begins", flush=True)
while True:
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO other DEFAULT VALUES")
    other.execute("COMMIT")
"""
    waits: list[float] = []
    with subprocess.Popen([sys.executable, "-c", writing], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            for number in range(50):
                began = time.monotonic()
                assert add(one_writer, number) == 1
                waits.append(time.monotonic() - began)
        finally:
            process.kill()
    assert kept(one_writer) == [*range(50)]
    assert max(waits) < 1
