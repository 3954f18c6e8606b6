"""All write to SQLite by one connection, which goes on knowing the pages that it read."""

import threading
from typing import Any

import pytest

from idp.storage import Statement
from idp.wiring import Provider
from tests.databases import on_one_database

pytestmark = on_one_database
WRITE = Statement("UPDATE administrator_lock SET taken_at = taken_at + 1")
READ = Statement("SELECT taken_at FROM administrator_lock")


def used_for_writing(provider: Provider) -> Any:  # noqa: ANN401 - a driver's connection
    with provider.database.writing() as tx:
        tx.run(WRITE)
        return tx.taken.driver


def used_by_another_thread(provider: Provider) -> Any:  # noqa: ANN401 - the same
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(used_for_writing(provider)))
    thread.start()
    thread.join()
    return found[0]


def test_every_thread_writes_by_the_same_connection(provider: Provider) -> None:
    with provider.database.reading() as tx:
        reads_by = tx.taken.driver
        found = {used_for_writing(provider), used_by_another_thread(provider)}
    assert len(found) == 1
    assert reads_by not in found


def test_a_thread_that_holds_a_connection_still_writes_by_that_one(provider: Provider) -> None:
    writes_by = used_for_writing(provider)
    with provider.database.holding():
        with provider.database.reading() as tx:
            tx.rows(READ)
            reads_by = tx.taken.driver
        assert used_for_writing(provider) is writes_by
        with provider.database.reading() as tx:
            assert tx.taken.driver is reads_by
            assert tx.rows(READ) == [(2,)]


def test_it_alone_has_room_for_the_upper_pages_of_large_indexes(provider: Provider) -> None:
    cached = Statement("PRAGMA cache_size")
    with provider.database.writing() as tx:
        assert tx.row(cached) == (-16_000,)
    with provider.database.reading() as tx:
        assert tx.row(cached) == (-4_000,)


def test_it_is_in_use_while_somebody_writes(provider: Provider) -> None:
    before = provider.database.in_use
    with provider.database.writing():
        assert provider.database.in_use == before + 1
    assert provider.database.in_use == before


def test_what_failed_is_undone_for_who_comes_next(provider: Provider) -> None:
    def fail() -> None:
        with provider.database.writing() as tx:
            tx.run(WRITE)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with provider.database.writing() as tx:
        assert tx.rows(READ) == [(0,)]
