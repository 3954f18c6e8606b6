"""Blocks of several threads, committed together on SQLite; each is kept whole or not at all."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from idp.errors import DatabaseUnavailableError
from idp.storage import Database, Statement, Transaction
from tests.storage.sharing import ADD, BREAKS, MANY, add, held_up, kept

_WRONG = Statement("INSERT INTO kept (id, other) VALUES (:id, 7)")
"""What fails at the commit."""


class _Refused(Exception):
    """Raised by a block that changes its mind."""


class _PutOff:
    def write(self, tx: Transaction, items: list[Any]) -> None:
        for each in items:
            tx.run(ADD, id=each)


_LAST = _PutOff()


def block(one_writer: Database, *numbers: int, statement: Statement = ADD) -> int:
    """Write `numbers` in one block; one below zero is refused after all of it was written."""
    with one_writer.writing(shared=True) as tx:
        for each in numbers:
            tx.run(statement, id=abs(each))
        tx.put_off(_LAST, 1000 + abs(numbers[0]))
        if min(numbers) < 0:
            raise _Refused
    return len(numbers)


def both(*numbers: int) -> list[int]:
    """Return what is kept of blocks that begin with these."""
    return sorted([*numbers, *(1000 + each for each in numbers)])


def words(run: list[str]) -> list[str]:
    """Return what was run since the first BEGIN, by its first word."""
    first = [each.split()[0] for each in run]
    return first[first.index("BEGIN") :]


def test_blocks_that_wait_are_committed_once(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    begun, run = held_up(one_writer, pool, [partial(block, one_writer, n) for n in range(MANY)])
    assert [each.result() for each in begun] == [1] * MANY
    assert kept(one_writer) == both(*range(MANY))
    first, other = ["INSERT", "INSERT"], ["SAVEPOINT", "INSERT", "INSERT"]
    assert words(run) == ["BEGIN", *first, *other * (MANY - 1), "COMMIT"]


def test_statements_and_blocks_are_written_in_their_order(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    tasks = [
        partial(add, one_writer, 1),
        partial(block, one_writer, 2),
        partial(add, one_writer, 3),
        partial(add, one_writer, 4),
        partial(block, one_writer, 5),
    ]
    begun, run = held_up(one_writer, pool, tasks)
    assert [each.result() for each in begun] == [1] * 5
    assert kept(one_writer) == sorted([1, 3, 4, *both(2, 5)])
    part = ["SAVEPOINT", "INSERT", "INSERT"]
    assert words(run) == ["BEGIN", "INSERT", *part, "INSERT", "INSERT", *part, "COMMIT"]


@pytest.mark.parametrize("place", range(3))
def test_a_block_that_raises_undoes_itself_alone(
    one_writer: Database, pool: ThreadPoolExecutor, place: int
) -> None:
    numbers = [1, 2, 3]
    numbers[place] = -numbers[place]
    begun, _ = held_up(one_writer, pool, [partial(block, one_writer, n) for n in numbers])
    assert [type(each.exception()) for each in begun] == [
        _Refused if n < 0 else type(None) for n in numbers
    ]
    assert kept(one_writer) == both(*(n for n in numbers if n > 0))
    assert block(one_writer, 7) == 1
    assert one_writer.in_use == 0


def test_a_block_that_raises_is_written_no_put_off_rows(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    tasks = [
        partial(block, one_writer, 1),
        partial(block, one_writer, -2),
        partial(add, one_writer, 3),
    ]
    held_up(one_writer, pool, tasks)
    assert kept(one_writer) == [1, 3, 1001]


def test_a_statement_that_fails_harms_no_block(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    tasks = [
        partial(block, one_writer, 1),
        partial(add, one_writer, 1),
        partial(block, one_writer, 3),
    ]
    begun, _ = held_up(one_writer, pool, tasks)
    assert [type(each.exception()) for each in begun] == [
        type(None),
        sqlite3.IntegrityError,
        type(None),
    ]
    assert kept(one_writer) == both(1, 3)


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("number", [1, 66], ids=["at the commit", "before"])
def test_what_is_not_kept_is_told_to_each(
    one_writer: Database, pool: ThreadPoolExecutor, number: int, place: int
) -> None:
    with one_writer.writing() as tx:
        tx.run(BREAKS)
    tasks = [
        partial(block, one_writer, 2),
        partial(add, one_writer, 3),
        partial(block, one_writer, 4),
    ]
    tasks.insert(place, partial(block, one_writer, number, statement=_WRONG))
    begun, _ = held_up(one_writer, pool, tasks)
    errors = [each.exception() for each in begun]
    # Whoever comes after SQLite undid everything writes in a transaction of its own.
    told = 4 if number == 1 else place + 1
    assert [type(each) for each in errors[:told]] == [sqlite3.IntegrityError] * told
    assert errors[told:] == [None] * (4 - told)
    rest = [2, 3, 4][place:] if number == 66 else []
    assert kept(one_writer) == sorted([*both(*(n for n in rest if n != 3)), *({3} & {*rest})])
    assert add(one_writer, 9) == 1
    assert one_writer.in_use == 0


def test_a_transaction_that_does_not_share_has_a_commit_of_its_own(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    def alone() -> int:
        with one_writer.writing() as tx:
            return tx.run(ADD, id=2)

    tasks: list[Callable[[], int]] = [
        partial(block, one_writer, 1),
        alone,
        partial(block, one_writer, 3),
    ]
    begun, run = held_up(one_writer, pool, tasks)
    assert [each.result() for each in begun] == [1] * 3
    first = ["BEGIN", "INSERT", "INSERT", "COMMIT"]
    assert words(run) == [*first, "BEGIN", "INSERT", "COMMIT", *first]


def test_a_guarded_thread_shares_no_commit(one_writer: Database) -> None:
    def refuse(_tx: Transaction) -> None:
        raise PermissionError

    with one_writer.guarded(refuse), pytest.raises(PermissionError):
        block(one_writer, 1)
    assert kept(one_writer) == []


def test_a_block_is_part_of_what_its_thread_joined(one_writer: Database) -> None:
    def undone() -> None:
        with one_writer.joined():
            block(one_writer, 1)
            assert kept(one_writer) == [1]
            raise _Refused

    with pytest.raises(_Refused):
        undone()
    assert kept(one_writer) == []


def test_a_block_of_which_the_turn_does_not_come_writes_nothing(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    with one_writer.writing():
        begun = pool.submit(block, one_writer, 1)
        assert isinstance(begun.exception(10), DatabaseUnavailableError)
    assert kept(one_writer) == []
    assert block(one_writer, 2) == 1


def test_whoever_waits_for_the_commit_waits_for_no_endless_row_of_refused_blocks(
    one_writer: Database,
) -> None:
    ended = threading.Event()

    def refused(of: int) -> None:
        while not ended.is_set():
            with suppress(_Refused):
                block(one_writer, -of)

    with ThreadPoolExecutor(MANY) as pool:
        others = [pool.submit(refused, of) for of in range(1, MANY)]
        longest = 0.0
        for number in range(100, 150):
            began = time.monotonic()
            block(one_writer, number)
            longest = max(longest, time.monotonic() - began)
        ended.set()
        assert [each.exception(10) for each in others] == [None] * (MANY - 1)
    assert longest < 1
    assert kept(one_writer) == both(*range(100, 150))


def test_a_block_that_cannot_begin_undoes_no_other(
    one_writer: Database, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_of: Transaction) -> None:
        raise MemoryError

    tasks = [partial(block, one_writer, 1), partial(block, one_writer, 2)]
    monkeypatch.setattr(Transaction, "begin_part", fail)
    begun, _ = held_up(one_writer, pool, tasks)
    assert [type(each.exception()) for each in begun] == [DatabaseUnavailableError, MemoryError]
    assert kept(one_writer) == []
    assert block(one_writer, 3) == 1


def test_a_block_that_goes_on_after_everything_was_undone_is_refused(
    one_writer: Database, pool: ThreadPoolExecutor
) -> None:
    def heedless() -> None:
        with one_writer.writing(shared=True) as tx, suppress(sqlite3.IntegrityError):
            tx.run(ADD, id=66)

    with one_writer.writing() as tx:
        tx.run(BREAKS)
    tasks: list[Callable[[], object]] = [partial(block, one_writer, 1), heedless]
    begun, _ = held_up(one_writer, pool, tasks)
    assert [type(each.exception()) for each in begun] == [DatabaseUnavailableError] * 2
    assert kept(one_writer) == []


def test_each_is_kept_whole_or_not_at_all_among_many(one_writer: Database) -> None:
    """What was answered is kept, what was refused is not, whoever committed it."""
    with one_writer.writing() as tx:
        tx.run(BREAKS)

    def many(of: int) -> set[int]:
        chance, expected = random.Random(of), set[int]()  # noqa: S311 - no secret
        for number in range(150):
            mine = 10_000 * (of + 1) + number * 3
            kind = chance.randrange(8)
            if kind == 0:
                with pytest.raises(_Refused):
                    block(one_writer, -mine, mine + 1)
            elif kind == 1:
                with one_writer.writing() as own:
                    own.run(ADD, id=mine)
                expected.add(mine)
            elif kind < 5:
                assert add(one_writer, mine) == 1
                expected.add(mine)
            else:
                block(one_writer, mine, mine + 1)
                expected |= {mine, mine + 1, mine + 1000}
        return expected

    with ThreadPoolExecutor(8) as pool:
        expected = set[int]().union(*pool.map(many, range(8)))
    assert {*kept(one_writer)} == expected
    assert one_writer.in_use == 0
