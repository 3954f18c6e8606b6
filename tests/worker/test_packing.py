"""Replaced imports are put away after everybody was told, in steps, by one worker."""

import pytest

from idp.clock import HOUR, MINUTE
from idp.signals import SignalKind
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import Packing
from tests.conftest import Parent, TestClock
from tests.registry.conftest import export, import_request, many, operation, silent

ROWS = Statement("SELECT COUNT(*) FROM guardian_contact")


@pytest.fixture
def replaced(provider: Provider, tmp_path: object) -> None:
    """An import that was replaced by another."""
    for count in (30, 10):
        path = export(tmp_path / "export.csv", many(count))  # type: ignore[operator]
        operation(provider).run(
            import_request(provider, path), actor="admin:a", progress=silent, show=silent
        )


def packing(provider: Provider) -> Packing:
    return Packing(
        database=provider.database,
        imports=provider.imports.staging,
        signals=provider.signals,
        deliveries=provider.deliveries,
        clock=provider.clock,
    )


def rows(provider: Provider) -> int:
    with provider.database.reading() as tx:
        row = tx.row(ROWS)
    return row[0] if row else 0


@pytest.mark.usefixtures("replaced")
def test_a_command_leaves_packing_to_the_worker(provider: Provider) -> None:
    assert rows(provider) == 40
    work = packing(provider)
    for _ in range(5):
        assert not work.run_once(), "a pause follows each step"
    assert rows(provider) == 10


@pytest.mark.usefixtures("replaced")
def test_nothing_is_packed_while_somebody_is_to_be_told_but_not_for_ever(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    with provider.database.writing() as tx:
        provider.signals.record(tx, SignalKind.SESSIONS_ENDED, parent.account.id)
    work = packing(provider)
    for _ in range(5):
        work.run_once()
    assert rows(provider) == 40
    clock.advance(HOUR)
    work.run_once()
    assert rows(provider) == 10


@pytest.mark.usefixtures("replaced")
def test_one_worker_packs_and_another_follows_when_it_died(
    provider: Provider, clock: TestClock
) -> None:
    keeping = provider.imports.staging.keeping
    assert keeping.lease("one that died")
    work = packing(provider)
    work.run_once()
    clock.advance(MINUTE // 2)
    work.run_once()
    assert rows(provider) == 40
    clock.advance(MINUTE)
    work.run_once()
    assert rows(provider) == 10
    assert not keeping.lease("one that died")
