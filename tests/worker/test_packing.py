"""Replaced imports are put away after everybody was told, in steps, by one worker."""

import pytest

from idp.clock import HOUR, MINUTE
from idp.signals import Kind
from idp.storage import Statement
from idp.wiring import Parts
from idp.worker import Packing
from tests.conftest import Parent, TestClock
from tests.registry.conftest import export, many, operation, silent, wish

ROWS = Statement("SELECT COUNT(*) FROM guardian_contact")


@pytest.fixture
def replaced(house: Parts, tmp_path: object) -> None:
    """An import that was replaced by another."""
    for count in (30, 10):
        path = export(tmp_path / "export.csv", many(count))  # type: ignore[operator]
        operation(house).run(wish(house, path), actor="admin:a", progress=silent, show=silent)


def packing(house: Parts) -> Packing:
    return Packing(
        database=house.database,
        imports=house.administration.registry.imports,
        signals=house.signals,
        deliveries=house.deliveries,
        clock=house.clock,
    )


def rows(house: Parts) -> int:
    with house.database.reading() as tx:
        row = tx.row(ROWS)
    return row[0] if row else 0


@pytest.mark.usefixtures("replaced")
def test_a_command_leaves_packing_to_the_worker(house: Parts) -> None:
    assert rows(house) == 40
    work = packing(house)
    for _ in range(5):
        assert not work.run_once(), "a pause follows each step"
    assert rows(house) == 10


@pytest.mark.usefixtures("replaced")
def test_nothing_is_packed_while_somebody_is_to_be_told_but_not_for_ever(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    with house.database.writing() as tx:
        house.signals.record(tx, Kind.SESSIONS_ENDED, parent.account.id)
    work = packing(house)
    for _ in range(5):
        work.run_once()
    assert rows(house) == 40
    clock.advance(HOUR)
    work.run_once()
    assert rows(house) == 10


@pytest.mark.usefixtures("replaced")
def test_one_worker_packs_and_another_follows_when_it_died(house: Parts, clock: TestClock) -> None:
    keeping = house.administration.registry.imports.keeping
    assert keeping.lease("one that died")
    work = packing(house)
    work.run_once()
    clock.advance(MINUTE // 2)
    work.run_once()
    assert rows(house) == 40
    clock.advance(MINUTE)
    work.run_once()
    assert rows(house) == 10
    assert not keeping.lease("one that died")
