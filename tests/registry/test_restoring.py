"""Bringing back what an earlier import held: by the same rules as a file, and told to portals."""

import pytest

from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.schemas import (
    AffectedAccounts,
    History,
    ReceivedResponse,
    WhichImport,
)
from idp.children import SchoolStatus
from idp.errors import Refused
from idp.storage import Statement
from idp.wiring import Provider
from tests.acting import acting
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.registry.conftest import Import, line, many

_ROWS = Statement("SELECT COUNT(*) FROM guardian_contact")
_CONTENT = Statement(
    """SELECT address_hash, student_key, organisation, school, permanent_code_hash, relationship,
              allowed, until_at, contact_sealed
       FROM guardian_contact AS g JOIN organisation AS o ON o.import_id = g.import_id
       ORDER BY address_hash, student_key"""
)
_SIGNALS = Statement("SELECT kind, account_id FROM portal_signal")
_PACKS = Statement("SELECT COUNT(DISTINCT import_id) FROM contact_pack")
_A = Actor(name="admin:a", roles=EVERY_ROLE, is_fresh=True)
_B = Actor(name="admin:b", roles=EVERY_ROLE, is_fresh=True)


def content(provider: Provider) -> list[tuple[object, ...]]:
    with provider.database.reading() as tx:
        return [
            tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)
            for row in tx.rows(_CONTENT)
        ]


def count(provider: Provider, statement: Statement) -> int:
    with provider.database.reading() as tx:
        return int(tx.rows(statement)[0][0])


def roll_back(provider: Provider, import_id: int) -> int:
    """Let the worker compare what an import held; return the number under which it waits."""
    asked = WhichImport(import_id=import_id)
    response: ReceivedResponse = provider.administration.actions.do(
        _A, RegistryActions.roll_back, asked
    )
    assert provider.imports.decisions.work()
    return response.import_id


def test_what_is_brought_back_is_what_was_there(
    provider: Provider, clock: TestClock, import_lines: Import
) -> None:
    first = import_lines([*many(7_000), line(until="2027-06-30", allowed="non")])
    before = content(provider)
    clock.advance(minutes=60)
    import_lines(many(10, first=3))
    clock.advance(minutes=60)

    restored = roll_back(provider, first.import_id)
    provider.imports.decisions.publish("admin:a", restored)

    assert content(provider) == before
    with provider.database.reading() as tx:
        # As old as it was: portals are told so by gpi_registry_at.
        assert provider.directory.registry.organisations(tx)[0].taken_at == first.taken_at


def test_it_takes_two_persons_where_it_takes_much_away(
    provider: Provider, import_lines: Import
) -> None:
    first = import_lines(many(10))
    import_lines(many(100))
    restored = WhichImport(import_id=roll_back(provider, first.import_id))
    assert (
        provider.administration.actions.do(_A, RegistryActions.publish, restored).state
        == "awaiting"
    )
    assert (
        provider.administration.actions.do(_B, RegistryActions.approve, restored).state
        == "published"
    )


def test_who_loses_a_child_by_it_is_listed_and_portals_hear(
    provider: Provider, import_lines: Import, parent: Parent
) -> None:
    first = import_lines(many(100))
    import_lines([*many(100), line(address=parent.address)])
    account = parent.account.id
    provider.directory.children.confirm(
        acting(provider),
        account_id=account,
        organisation="887000",
        typed="1234567",
        network="192.0.2.1",
    )
    restored = roll_back(provider, first.import_id)
    affected_accounts = provider.administration.actions.do(
        _A, RegistryActions.affected_accounts, AffectedAccounts(import_id=restored)
    ).accounts
    assert [(each.account_id, each.school, each.children) for each in affected_accounts] == [
        (account, "011", 1)
    ]
    provider.imports.decisions.publish("admin:a", restored)
    with provider.database.reading() as tx:
        assert tx.rows(_SIGNALS) == [("school_claim_lost", account)]
        assert provider.directory.children.facts(tx, account).status is not SchoolStatus.VERIFIED


def test_only_so_many_are_kept_and_none_beside_those_in_force(
    provider: Provider, import_lines: Import
) -> None:
    reports = [import_lines(many(10)) for _ in range(7)]
    kept = provider.settings.registry.kept_imports
    assert count(provider, _ROWS) == 10
    assert count(provider, _PACKS) == kept - 1
    response = provider.administration.actions.do(_A, RegistryActions.history, History()).imports
    assert [each.import_id for each in response if each.can_be_restored] == [
        report.import_id for report in reversed(reports[7 - kept : -1])
    ]
    for report in (reports[0], reports[-1]):
        with pytest.raises(Refused, match="not_kept"):
            roll_back(provider, report.import_id)


def test_the_history_says_who_when_and_what_came_of_it(
    provider: Provider, clock: TestClock, import_lines: Import
) -> None:
    import_lines(many(10), dry_run=True)
    import_lines(many(10))
    response = provider.administration.actions.do(_A, RegistryActions.history, History()).imports
    assert [(each.state, each.contacts, each.received_by, each.profile) for each in response] == [
        ("published", 10, "admin:test", "gpi"),
        ("discarded", 10, "admin:test", "gpi"),
    ]
    assert response[0].decided_by == "admin:test"
    assert response[0].decided_at == clock.seconds()
    assert response[0].in_force


@on_one_database
def test_packing_that_was_cut_short_is_gone_on_with(
    provider: Provider, import_lines: Import
) -> None:
    first = import_lines(many(12_000))
    before = content(provider)
    second = import_lines([line()], dry_run=True)
    assert second.import_id != first.import_id
    keeping = provider.imports.staging.keeping
    # As a worker that died between two pieces leaves it.
    undone = Statement("UPDATE import_part SET packed = 0 WHERE import_id = :import_id")
    import_lines([line()])
    with provider.database.writing() as tx:
        tx.run(undone, import_id=first.import_id)
    assert keeping.run()
    restored = roll_back(provider, first.import_id)
    provider.imports.decisions.publish("admin:a", restored, alone=True)
    assert content(provider) == before


def test_names_of_schools_come_back_too(provider: Provider, import_lines: Import) -> None:
    first = import_lines([line()])
    import_lines([line().replace("École 011", "École nouvelle")])
    names = Statement("SELECT name FROM school")
    with provider.database.reading() as tx:
        assert tx.rows(names) == [("École nouvelle",)]
    provider.imports.decisions.publish("admin:a", roll_back(provider, first.import_id))
    with provider.database.reading() as tx:
        assert tx.rows(names) == [("École 011",)]
