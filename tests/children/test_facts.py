import pytest

from idp.children import SchoolStatus, table
from idp.clock import DAY
from idp.storage import Statement
from idp.wiring import Provider
from tests.acting import acting
from tests.conftest import Parent, TestClock, make_parent
from tests.registry.conftest import Import, line


def status(provider: Provider, parent: Parent) -> SchoolStatus:
    with provider.database.reading() as tx:
        return provider.directory.children.facts(tx, parent.account.id).status


def confirm(provider: Provider, parent: Parent, typed: str = "1234567") -> int:
    return provider.directory.children.confirm(
        acting(provider),
        account_id=parent.account.id,
        organisation="887000",
        typed=typed,
        network="192.0.2.1",
    ).children


def test_an_address_on_no_file_is_said_so(provider: Provider, parent: Parent) -> None:
    with provider.database.reading() as tx:
        facts = provider.directory.children.facts(tx, parent.account.id)
    assert (facts.status, facts.address) == (SchoolStatus.NOT_ON_FILE, None)


def test_an_unknown_account_has_proven_nothing(provider: Provider) -> None:
    with provider.database.reading() as tx:
        facts = provider.directory.children.facts(tx, "nobody")  # type: ignore[arg-type]
    assert facts.status is SchoolStatus.ADDRESS_UNPROVEN


def test_an_address_on_file_waits_for_a_child(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    assert status(provider, parent) is SchoolStatus.NO_CHILD_CONFIRMED


def test_a_confirmed_child_makes_the_claim_true(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(address="Marie.Tremblay@Exemple.quebec", until="2027-06-30")])
    confirm(provider, parent)
    with provider.database.reading() as tx:
        facts = provider.directory.children.facts(tx, parent.account.id)
        numbers = provider.directory.children.numbers(tx, parent.account.id)
    assert facts.status is SchoolStatus.VERIFIED
    assert facts.address == "Marie.Tremblay@Exemple.quebec"
    assert facts.registry_at == provider.clock.seconds()
    assert [(child.organisation, child.school, child.relationship) for child in facts.children] == [
        ("887000", "011", "mother")
    ]
    assert numbers == {facts.children[0].student_key: "1234567"}


def test_the_claim_is_false_once_the_address_left_the_file_and_true_when_it_is_back(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    confirm(provider, parent)
    report = import_lines([line(address="autre@exemple.quebec")])
    assert report.changes[0].links_lost == 1
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE
    with provider.database.reading() as tx:
        child = provider.directory.children.linked(tx, parent.account.id)[0]
        assert (child.holds, child.name) == (False, "Léa Tremblay")
        assert provider.directory.children.facts(tx, parent.account.id).confirmed_before
    import_lines([line()])
    assert status(provider, parent) is SchoolStatus.VERIFIED


def test_the_claim_ends_with_the_access(
    provider: Provider, parent: Parent, import_lines: Import, clock: TestClock
) -> None:
    import_lines([line(until="2026-11-24")])
    confirm(provider, parent)
    assert status(provider, parent) is SchoolStatus.VERIFIED
    clock.advance(3 * DAY)
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE


def test_a_contact_without_access_is_not_on_file(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(allowed="non")])
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE


def test_the_facts_of_a_disabled_account_say_nothing(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line()])
    confirm(provider, parent)
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE account SET disabled_at = 1"))
    assert status(provider, parent) is SchoolStatus.ADDRESS_UNPROVEN


def test_another_parents_link_is_not_ours(
    provider: Provider, parent: Parent, import_lines: Import
) -> None:
    import_lines([line(), line(address="jean@exemple.quebec", relationship="père")])
    confirm(provider, parent)
    other = make_parent(provider, "jean@exemple.quebec")
    assert status(provider, other) is SchoolStatus.NO_CHILD_CONFIRMED


@pytest.mark.parametrize("statement", [table.FACTS, table.FILES_OF_ACCOUNT, table.LINKED])
def test_no_question_about_an_account_reads_a_whole_table(
    provider: Provider, import_lines: Import, statement: Statement
) -> None:
    import_lines([line()])
    given = {"account_id": "a", "now": 0, "organisation": "887000"}
    values = {name: given[name] for name in given if f":{name}" in statement.sql}
    assert whole_tables_read(provider, statement, values) == []


def whole_tables_read(
    provider: Provider, statement: Statement, values: dict[str, object]
) -> list[str]:
    """Return the steps of the plan that no index serves."""
    with provider.database.writing() as tx:
        if tx.dialect == "sqlite":
            plan = tx.rows(Statement(f"EXPLAIN QUERY PLAN {statement.sql}"), **values)
            steps = [str(row[3]) for row in plan]
            return [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step]
        # Tables as small as these are read whole because that is fastest; where an index could
        # serve, forbidding it makes the plan use that index.
        tx.run(Statement("SET LOCAL enable_seqscan = off"))
        plan = tx.rows(Statement(f"EXPLAIN {statement.sql}"), **values)
        return [str(row[0]) for row in plan if "Seq Scan" in str(row[0])]
