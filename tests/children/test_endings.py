"""What ends by the calendar is told like what an import takes away: once, within a minute."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.children import SchoolStatus, table
from idp.clock import DAY
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker import EndingWatch
from idp.worker.retention import Purge
from tests.children.test_facts import confirm, status
from tests.children.test_letters import prepare, use
from tests.conftest import Parent, TestClock, make_parent
from tests.registry.conftest import Import, line

LOST = Statement("SELECT account_id FROM portal_signal WHERE kind = 'school_claim_lost'")
UP_TO = Statement("SELECT up_to FROM told_ending")
WRONG = "marie.trembley@exemple.quebec"
# The tests' clock begins at noon, on 23 November 2026 in UTC; a day ends at 5 o'clock.
TODAY, TO_ITS_END = "2026-11-23", 17 * 3600


def look(provider: Provider) -> None:
    """Let a worker that has just begun look once."""
    watch = EndingWatch(
        children=provider.directory.children, database=provider.database, clock=provider.clock
    )
    assert not watch.run_once()


def lost(provider: Provider) -> list[str]:
    with provider.database.reading() as tx:
        return [row[0] for row in tx.rows(LOST)]


@pytest.fixture
def family(provider: Provider, parent: Parent, import_lines: Import) -> Parent:
    """A parent whose access ends tonight."""
    import_lines([line(until=TODAY), line("7654321", "autre@exemple.quebec", code="")])
    confirm(provider, parent)
    return parent


def test_the_end_of_access_is_told_once(
    provider: Provider, family: Parent, clock: TestClock
) -> None:
    clock.advance(TO_ITS_END - 1)
    look(provider)
    assert (status(provider, family), lost(provider)) == (SchoolStatus.VERIFIED, [])
    clock.advance(1)
    assert status(provider, family) is SchoolStatus.NOT_ON_FILE
    watch = EndingWatch(
        children=provider.directory.children, database=provider.database, clock=clock
    )
    for _ in range(4):
        watch.run_once()
        look(provider)
        clock.advance(10)
    assert lost(provider) == [family.account.id]


def test_a_worker_that_looks_all_the_time_tells_within_a_minute(
    provider: Provider, family: Parent, clock: TestClock
) -> None:
    watch = EndingWatch(
        children=provider.directory.children, database=provider.database, clock=clock
    )
    watch.run_once()
    clock.advance(TO_ITS_END - 5)
    watch.run_once()
    for _ in range(60):
        clock.advance(1)
        watch.run_once()
    assert lost(provider) == [family.account.id]


def test_nothing_is_written_while_nothing_ends(
    provider: Provider, family: Parent, clock: TestClock
) -> None:
    with provider.database.reading() as tx:
        before = tx.row(UP_TO)
    clock.advance(TO_ITS_END - 1)
    look(provider)
    with provider.database.reading() as tx:
        assert tx.row(UP_TO) == before
    assert family.account.id not in lost(provider)


@pytest.mark.parametrize("days", [1, 30])
def test_an_end_is_told_however_long_no_worker_was_there(
    provider: Provider, family: Parent, clock: TestClock, days: int
) -> None:
    clock.advance(days * DAY)
    Purge(database=provider.database, clock=clock).run_once()
    look(provider)
    assert lost(provider) == [family.account.id]


def test_who_keeps_another_child_is_not_told(
    provider: Provider, parent: Parent, import_lines: Import, clock: TestClock
) -> None:
    import_lines([line(until=TODAY), line("7654321", code="TREX71531400")])
    confirm(provider, parent)
    clock.advance(DAY)
    look(provider)
    assert (status(provider, parent), lost(provider)) == (SchoolStatus.VERIFIED, [])


def test_who_never_confirmed_a_child_or_is_shut_out_is_not_told(
    provider: Provider, family: Parent, clock: TestClock
) -> None:
    make_parent(provider, "autre@exemple.quebec")
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, family.account.id, actor="admin:a")
        tx.run(Statement("DELETE FROM portal_signal"))
    clock.advance(DAY)
    look(provider)
    assert lost(provider) == []


def test_what_ended_before_an_import_and_was_not_told_yet_is_told_with_it(
    provider: Provider, family: Parent, clock: TestClock, import_lines: Import
) -> None:
    clock.advance(DAY)
    import_lines([line(until=TODAY)])
    look(provider)
    assert lost(provider) == [family.account.id]


def test_an_end_is_told_even_if_an_import_takes_it_back_before_anybody_looked(
    provider: Provider, family: Parent, clock: TestClock, import_lines: Import
) -> None:
    clock.advance(DAY)
    assert status(provider, family) is SchoolStatus.NOT_ON_FILE
    import_lines([line()])
    look(provider)
    assert (status(provider, family), lost(provider)) == (
        SchoolStatus.VERIFIED,
        [family.account.id],
    )


def test_what_an_import_brings_ended_is_told_as_that_import_s_loss(
    provider: Provider, parent: Parent, clock: TestClock, import_lines: Import
) -> None:
    import_lines([line()])
    confirm(provider, parent)
    clock.advance(10 * DAY)
    import_lines([line(until=TODAY)])
    look(provider)
    assert lost(provider) == [parent.account.id]


def corrected(provider: Provider, parent: Parent, import_lines: Import, until: str = "") -> None:
    """Let a letter put the parent's address on file."""
    import_lines([line(address=WRONG, until=until)])
    use(provider, parent, prepare(provider).code)
    confirm(provider, parent)


def test_the_year_of_a_letter_ends_as_loudly_and_its_contact_goes_afterwards(
    provider: Provider, parent: Parent, clock: TestClock, import_lines: Import
) -> None:
    corrected(provider, parent, import_lines)
    clock.advance(366 * DAY)
    left = Statement("SELECT COUNT(*) FROM guardian_contact WHERE import_id = 0")
    for kept in (1, 0):
        Purge(database=provider.database, clock=clock).run_once()
        with provider.database.reading() as tx:
            assert tx.row(left) == (kept,)
        look(provider)
    assert lost(provider) == [parent.account.id]


def test_a_correction_ends_with_the_contact_that_it_corrects(
    provider: Provider, parent: Parent, clock: TestClock, import_lines: Import
) -> None:
    corrected(provider, parent, import_lines)
    import_lines([line(address=WRONG, until=TODAY)])
    clock.advance(DAY)
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE
    look(provider)
    assert lost(provider) == [parent.account.id]


@pytest.mark.race
def test_of_many_workers_one_tells(provider: Provider, family: Parent, clock: TestClock) -> None:
    clock.advance(DAY)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: look(provider), range(6)))
    assert lost(provider) == [family.account.id]


def test_no_contact_of_an_import_is_looked_at_to_see_that_nothing_ends(
    provider: Provider, family: Parent
) -> None:
    with provider.database.reading() as tx:
        if tx.dialect == "sqlite":
            plan = tx.rows(Statement(f"EXPLAIN QUERY PLAN {table.ANY_ENDED.sql}"), since=0, now=1)
            steps = [str(row[3]) for row in plan if "guardian_contact" in str(row[3])]
            assert steps, family
            assert all("correction_by_end" in step for step in steps)
