"""Transactions that are one: they see each other, and are kept or undone as a whole."""

import pytest

from idp.storage import Query, Statement, Transaction
from idp.wiring import Provider

ADD = Statement("INSERT INTO version (name, number) VALUES (:name, 1)")
COUNT = Query(int, "SELECT COUNT(*) FROM version WHERE name LIKE 'joined%'")


def count(provider: Provider) -> int | None:
    with provider.database.reading() as tx:
        return tx.row(COUNT)


def add(provider: Provider, name: str) -> None:
    with provider.database.writing() as tx:
        tx.run(ADD, name=name)


def test_each_sees_what_the_others_wrote_and_all_are_kept(provider: Provider) -> None:
    with provider.database.joined():
        add(provider, "joined1")
        assert count(provider) == 1
        add(provider, "joined2")
    assert count(provider) == 2


def test_none_is_kept_when_the_whole_fails(provider: Provider) -> None:
    def fail() -> None:
        with provider.database.joined():
            add(provider, "joined1")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert count(provider) == 0
    add(provider, "joined1")
    assert count(provider) == 1


def test_each_is_guarded_as_it_would_be_alone(provider: Provider) -> None:
    seen: list[Transaction] = []
    with provider.database.joined() as whole, provider.database.guarded(seen.append):
        add(provider, "joined1")
        add(provider, "joined2")
    assert seen == [whole, whole]
