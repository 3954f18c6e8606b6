"""A transaction of one statement, and one connection for several transactions."""

from contextlib import suppress

import pytest

from idp.storage import Query, Statement, Transaction
from idp.wiring import Provider
from tests.databases import on_postgresql

ADD = Statement("INSERT INTO version (name, number) VALUES (:name, 1)")
COUNT = Query(int, "SELECT COUNT(*) FROM version WHERE name LIKE 'once%'")


def count(provider: Provider) -> int | None:
    with provider.database.reading() as tx:
        return tx.row(COUNT)


def test_one_statement_is_kept_without_a_second_one(provider: Provider) -> None:
    def write() -> None:
        with provider.database.writing(once=True) as tx:
            tx.run(ADD, name="once1")
            tx.run(ADD, name="once2")

    with pytest.raises(RuntimeError, match="committed already"):
        write()
    assert count(provider) == 1
    with provider.database.writing(once=True) as tx:
        assert tx.run(ADD, name="once3") == 1
    assert count(provider) == 2


def test_nothing_can_be_put_off_to_the_end_of_one_statement(provider: Provider) -> None:
    class _Last:
        def write(self, _tx: Transaction, _items: list[object]) -> None: ...

    with provider.database.writing(once=True) as tx, pytest.raises(RuntimeError):
        tx.put_off(_Last(), 1)


def test_a_guard_and_the_one_statement_are_one_transaction(provider: Provider) -> None:
    def refuse(tx: Transaction) -> None:
        tx.run(ADD, name="once-guard")
        raise PermissionError

    def write() -> None:
        with (
            provider.database.guarded(refuse),
            provider.database.writing(once=True) as tx,
        ):
            tx.run(ADD, name="once1")

    with pytest.raises(PermissionError):
        write()
    assert count(provider) == 0


def test_a_thread_that_holds_its_connection_uses_no_other(provider: Provider) -> None:
    database = provider.database
    with database.holding():
        with database.reading() as first:
            before = first.connection
        assert database.in_use == 1
        with database.writing(once=True) as second:
            if database.dialect == "postgresql":  # SQLite is written by one, whoever writes
                assert second.connection is before
            second.run(ADD, name="once1")
        with database.reading() as third, database.reading() as nested:
            assert third.connection is before
            assert nested.connection is not before
    assert database.in_use == 0
    assert count(provider) == 1


def test_a_held_connection_that_is_not_trusted_any_more_is_replaced(provider: Provider) -> None:
    database = provider.database
    with database.holding():
        with database.reading() as first:
            before = first.connection.driver_connection
        database.close()
        with database.reading() as second:
            assert second.connection.driver_connection is not before
            assert second.row(COUNT) == 0
    assert database.in_use == 0


# SQLite keeps what came before a statement that failed.
@on_postgresql
def test_what_was_undone_by_an_unnoticed_failure_is_not_taken_for_kept(
    provider: Provider,
) -> None:
    def write() -> None:
        with provider.database.writing() as tx:
            tx.run(ADD, name="once1")
            with suppress(Exception):
                tx.run(ADD, name="once1")

    with pytest.raises(RuntimeError, match="everything was undone"):
        write()
    assert count(provider) == 0
    with provider.database.writing() as tx:
        tx.run(ADD, name="once1")
    assert count(provider) == 1
