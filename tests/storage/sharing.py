"""What several threads write to SQLite, which has one writer."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from idp.storage import Database, Query, Statement
from idp.storage.writer import Writer

MANY = 6
ADD = Statement("INSERT INTO kept (id) VALUES (:id)")
ALL = Query(int, "SELECT id FROM kept ORDER BY id")
SHAPE = (
    "CREATE TABLE other (id INTEGER PRIMARY KEY)",
    """CREATE TABLE kept (id INTEGER PRIMARY KEY,
                          other INTEGER REFERENCES other (id) DEFERRABLE INITIALLY DEFERRED)""",
)
BREAKS = Statement(
    """CREATE TRIGGER breaks BEFORE INSERT ON kept WHEN NEW.id = 66
       BEGIN SELECT RAISE(ROLLBACK, 'everything is undone'); END"""
)


def add(database: Database, number: int, statement: Statement = ADD) -> int:
    with database.writing(once=True) as tx:
        return tx.run(statement, id=number)


def writer_of(database: Database) -> Writer:
    shared = database._shared  # noqa: SLF001
    assert shared is not None
    return shared._writer  # noqa: SLF001


def kept(database: Database) -> list[int]:
    with database.reading() as tx:
        return tx.rows(ALL)


def held_up(
    database: Database, pool: ThreadPoolExecutor, tasks: Sequence[Callable[[], object]]
) -> tuple[list[Future[Any]], list[str]]:
    """Let `tasks` begin while another transaction is open; return them, and what was run for them.

    Each waits before the next begins: the first leads.
    """
    queue = writer_of(database)._queue  # noqa: SLF001
    run: list[str] = []
    begun: list[Future[Any]] = []
    with database.writing() as tx:
        driver = tx.taken.driver
        for number, task in enumerate(tasks, 1):
            begun.append(pool.submit(task))
            until = time.monotonic() + 5
            while len(queue) < number:
                assert time.monotonic() < until
                time.sleep(0.001)
        driver.set_trace_callback(run.append)
    for each in begun:
        each.exception(10)
    with suppress(sqlite3.ProgrammingError):  # it was replaced
        driver.set_trace_callback(None)
    return begun, run
