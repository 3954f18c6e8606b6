"""Children of the former portal hold by the registry's word on a proven address, never before."""

from idp.children import SchoolStatus
from idp.clock import DAY
from idp.ids import AccountId
from idp.imported_accounts.former import FormerChild
from idp.storage import Statement
from idp.wiring import Provider
from idp.wiring.journeys import Journeys
from idp.worker.retention import Purge
from tests.conftest import TestClock
from tests.imported_accounts.written import confirm, write
from tests.journeys.people import ADDRESS, VISITOR, whole
from tests.journeys.test_claim_imported import (
    OLD_PASSWORD,
    SUBJECT,
    account_id,
    comes_back,
    enter,
    imported,
)
from tests.registry.conftest import Import, import_lines, line

__all__ = ["import_lines"]

LEA = FormerChild(subject=SUBJECT, organisation="887000", fiche="1234567")
PENDING = Statement("SELECT COUNT(*) FROM imported_child")


def status(provider: Provider, who: AccountId) -> SchoolStatus:
    with provider.database.reading() as tx:
        return provider.directory.children.facts(tx, who).status


def children(provider: Provider, who: AccountId) -> int:
    with provider.database.reading() as tx:
        return len(provider.directory.children.linked(tx, who))


def pending(provider: Provider) -> int:
    with provider.database.reading() as tx:
        row = tx.row(PENDING)
    assert row is not None
    return int(row[0])


def came_back(provider: Provider, journeys: Journeys) -> AccountId:
    write(provider, "b2c", imported())
    confirm(provider, "b2c", [LEA])
    enter(provider, comes_back(journeys))
    return account_id(provider)


def test_a_child_whose_file_lists_the_proven_address_holds_at_once(
    provider: Provider, journeys: Journeys, import_lines: Import
) -> None:
    import_lines([line("1234567", ADDRESS), line("7654321", ADDRESS, code="")])
    who = came_back(provider, journeys)
    assert status(provider, who) is SchoolStatus.VERIFIED
    # One number confirms, and the other child of that board comes with it.
    assert children(provider, who) == 2
    assert pending(provider) == 0


def test_a_child_whose_file_lists_another_address_shows_nowhere(
    provider: Provider, journeys: Journeys, import_lines: Import
) -> None:
    import_lines([line("1234567", "autre@exemple.quebec"), line("7654321", ADDRESS, code="")])
    who = came_back(provider, journeys)
    assert status(provider, who) is SchoolStatus.NO_CHILD_CONFIRMED
    assert children(provider, who) == 0
    assert pending(provider) == 1


def test_a_file_that_lists_the_address_later_confirms_at_the_next_sign_in(
    provider: Provider, journeys: Journeys, import_lines: Import
) -> None:
    import_lines([line("1234567", "autre@exemple.quebec")])
    who = came_back(provider, journeys)
    import_lines([line("1234567", ADDRESS)])
    assert status(provider, who) is SchoolStatus.NO_CHILD_CONFIRMED
    whole(journeys.sign_in.sign_in(ADDRESS, OLD_PASSWORD, VISITOR, remember=False))
    assert status(provider, who) is SchoolStatus.VERIFIED


def test_a_child_that_no_file_confirms_goes_by_a_rule(
    provider: Provider, journeys: Journeys, clock: TestClock
) -> None:
    came_back(provider, journeys)
    clock.advance(731 * DAY)
    Purge(database=provider.database, clock=clock).run_once()
    assert pending(provider) == 0
