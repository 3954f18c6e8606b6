"""What ends by the calendar is told like what an import takes away: once, within a minute."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.children import SchoolStatus, table
from idp.clock import DAY
from idp.storage import Statement
from idp.wiring import Parts
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


def look(house: Parts) -> None:
    """Let a worker that has just begun look once."""
    watch = EndingWatch(
        children=house.directory.children, database=house.database, clock=house.clock
    )
    assert not watch.run_once()


def lost(house: Parts) -> list[str]:
    with house.database.reading() as tx:
        return [row[0] for row in tx.rows(LOST)]


@pytest.fixture
def family(house: Parts, parent: Parent, import_lines: Import) -> Parent:
    """A parent whose access ends tonight."""
    import_lines([line(until=TODAY), line("7654321", "autre@exemple.quebec", code="")])
    confirm(house, parent)
    return parent


def test_the_end_of_access_is_told_once(house: Parts, family: Parent, clock: TestClock) -> None:
    clock.advance(TO_ITS_END - 1)
    look(house)
    assert (status(house, family), lost(house)) == (SchoolStatus.VERIFIED, [])
    clock.advance(1)
    assert status(house, family) is SchoolStatus.NOT_ON_FILE
    watch = EndingWatch(children=house.directory.children, database=house.database, clock=clock)
    for _ in range(4):
        watch.run_once()
        look(house)
        clock.advance(10)
    assert lost(house) == [family.account.id]


def test_a_worker_that_looks_all_the_time_tells_within_a_minute(
    house: Parts, family: Parent, clock: TestClock
) -> None:
    watch = EndingWatch(children=house.directory.children, database=house.database, clock=clock)
    watch.run_once()
    clock.advance(TO_ITS_END - 5)
    watch.run_once()
    for _ in range(60):
        clock.advance(1)
        watch.run_once()
    assert lost(house) == [family.account.id]


def test_nothing_is_written_while_nothing_ends(
    house: Parts, family: Parent, clock: TestClock
) -> None:
    with house.database.reading() as tx:
        before = tx.row(UP_TO)
    clock.advance(TO_ITS_END - 1)
    look(house)
    with house.database.reading() as tx:
        assert tx.row(UP_TO) == before
    assert family.account.id not in lost(house)


@pytest.mark.parametrize("days", [1, 30])
def test_an_end_is_told_however_long_no_worker_was_there(
    house: Parts, family: Parent, clock: TestClock, days: int
) -> None:
    clock.advance(days * DAY)
    Purge(database=house.database, clock=clock).run_once()
    look(house)
    assert lost(house) == [family.account.id]


def test_who_keeps_another_child_is_not_told(
    house: Parts, parent: Parent, import_lines: Import, clock: TestClock
) -> None:
    import_lines([line(until=TODAY), line("7654321", code="TREX71531400")])
    confirm(house, parent)
    clock.advance(DAY)
    look(house)
    assert (status(house, parent), lost(house)) == (SchoolStatus.VERIFIED, [])


def test_who_never_confirmed_a_child_or_is_shut_out_is_not_told(
    house: Parts, family: Parent, clock: TestClock
) -> None:
    make_parent(house, "autre@exemple.quebec")
    with house.database.writing() as tx:
        house.directory.accounts.disable(tx, family.account.id, actor="admin:a")
        tx.run(Statement("DELETE FROM portal_signal"))
    clock.advance(DAY)
    look(house)
    assert lost(house) == []


def test_what_ended_before_an_import_and_was_not_told_yet_is_told_with_it(
    house: Parts, family: Parent, clock: TestClock, import_lines: Import
) -> None:
    clock.advance(DAY)
    import_lines([line(until=TODAY)])
    look(house)
    assert lost(house) == [family.account.id]


def test_an_end_is_told_even_if_an_import_takes_it_back_before_anybody_looked(
    house: Parts, family: Parent, clock: TestClock, import_lines: Import
) -> None:
    clock.advance(DAY)
    assert status(house, family) is SchoolStatus.NOT_ON_FILE
    import_lines([line()])
    look(house)
    assert (status(house, family), lost(house)) == (SchoolStatus.VERIFIED, [family.account.id])


def test_what_an_import_brings_ended_is_told_as_that_import_s_loss(
    house: Parts, parent: Parent, clock: TestClock, import_lines: Import
) -> None:
    import_lines([line()])
    confirm(house, parent)
    clock.advance(10 * DAY)
    import_lines([line(until=TODAY)])
    look(house)
    assert lost(house) == [parent.account.id]


def corrected(house: Parts, parent: Parent, import_lines: Import, until: str = "") -> None:
    """Let a letter put the parent's address on file."""
    import_lines([line(address=WRONG, until=until)])
    use(house, parent, prepare(house).code)
    confirm(house, parent)


def test_the_year_of_a_letter_ends_as_loudly_and_its_contact_goes_afterwards(
    house: Parts, parent: Parent, clock: TestClock, import_lines: Import
) -> None:
    corrected(house, parent, import_lines)
    clock.advance(366 * DAY)
    left = Statement("SELECT COUNT(*) FROM guardian_contact WHERE import_id = 0")
    for kept in (1, 0):
        Purge(database=house.database, clock=clock).run_once()
        with house.database.reading() as tx:
            assert tx.row(left) == (kept,)
        look(house)
    assert lost(house) == [parent.account.id]


def test_a_correction_ends_with_the_contact_that_it_corrects(
    house: Parts, parent: Parent, clock: TestClock, import_lines: Import
) -> None:
    corrected(house, parent, import_lines)
    import_lines([line(address=WRONG, until=TODAY)])
    clock.advance(DAY)
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE
    look(house)
    assert lost(house) == [parent.account.id]


@pytest.mark.race
def test_of_many_workers_one_tells(house: Parts, family: Parent, clock: TestClock) -> None:
    clock.advance(DAY)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: look(house), range(6)))
    assert lost(house) == [family.account.id]


def test_no_contact_of_an_import_is_looked_at_to_see_that_nothing_ends(
    house: Parts, family: Parent
) -> None:
    with house.database.reading() as tx:
        if tx.dialect == "sqlite":
            plan = tx.rows(Statement(f"EXPLAIN QUERY PLAN {table.ANY_ENDED.sql}"), since=0, now=1)
            steps = [str(row[3]) for row in plan if "guardian_contact" in str(row[3])]
            assert steps, family
            assert all("correction_by_end" in step for step in steps)
