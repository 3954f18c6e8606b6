"""Whoever can write to the database alone makes no claim true (docs/decisions/0024)."""

from dataclasses import dataclass

import pytest

from idp.accounts.address_suspension import AddressSuspension
from idp.additions import AdditionKind
from idp.children import SchoolStatus
from idp.errors import PersonError
from idp.normalisation.address import parse_address
from idp.registry.importing import ContactSource, Import, Received, State
from idp.storage import Statement
from idp.wiring import Provider
from tests.acting import acting
from tests.children.test_facts import confirm, status
from tests.children.test_letters import prepare, use
from tests.conftest import Parent, TestClock, make_parent
from tests.registry.conftest import Import as ImportLines
from tests.registry.conftest import import_lines, line

__all__ = ["import_lines"]

MARIE, JEAN, INTRUDER = "marie.tremblay@exemple.quebec", "jean@exemple.quebec", "x@exemple.quebec"


@dataclass(frozen=True)
class People:
    """Marie holds the child; Jean and the intruder did, and an import took it from them."""

    marie: Parent
    jean: Parent
    intruder: Parent
    child: bytes


@pytest.fixture
def people(
    provider: Provider, parent: Parent, clock: TestClock, import_lines: ImportLines
) -> People:
    own = line("7654321", INTRUDER, code="TREX71531400")
    import_lines([line(), line(address=JEAN), line(address=INTRUDER), own])
    jean, intruder = make_parent(provider, JEAN), make_parent(provider, INTRUDER)
    for who in (parent, jean, intruder):
        confirm(provider, who)
    clock.advance(minutes=1)
    import_lines([line(), line(address=JEAN, allowed="non"), own])
    with provider.database.reading() as tx:
        child = provider.directory.children.facts(tx, parent.account.id).children[0].student_key
    return People(parent, jean, intruder, child)


def holders(provider: Provider, people: People) -> set[str]:
    """Return who has the child now."""
    with provider.database.reading() as tx:
        return {
            who.address
            for who in (people.marie, people.jean, people.intruder)
            for each in provider.directory.children.facts(tx, who.account.id).children
            if each.student_key == people.child
        }


def write(provider: Provider, people: People, command: str) -> None:
    """Write to the database beside the house."""
    statement = Statement(command)
    known = {
        "child": people.child,
        "marie": people.marie.account.id,
        "jean": people.jean.account.id,
        "intruder": people.intruder.account.id,
    }
    given = {name: value for name, value in known.items() if f":{name}" in command}
    with provider.database.writing() as tx:
        assert tx.run(statement, **given) >= 1


_INTRUDERS = "(SELECT address_hash FROM address WHERE account_id = :intruder)"
_MARIES = "(SELECT address_hash FROM address WHERE account_id = :marie)"
_COPY = f"""INSERT INTO guardian_contact (address_hash, student_key, import_id, organisation,
                school, permanent_code_hash, relationship, allowed, until_at, contact_sealed,
                corrects_hash, mac)
            SELECT {_INTRUDERS}, student_key, {{}}, organisation, school, permanent_code_hash,
                relationship, allowed, until_at, contact_sealed, {{}}, mac
            FROM guardian_contact WHERE address_hash = {_MARIES}"""
GIVES_NOBODY = {
    "access": "UPDATE guardian_contact SET allowed = 1 WHERE allowed = 0",
    "another student": f"""UPDATE guardian_contact SET student_key = :child
                           WHERE address_hash = {_INTRUDERS}""",
    "a copy": _COPY.format("import_id", "corrects_hash"),
    "a copy that corrects": _COPY.format("0", "address_hash"),
    "an older import": """UPDATE organisation SET import_id = (
                              SELECT MIN(import_id) FROM import_part)""",
    "an address": "UPDATE address SET account_id = :intruder WHERE account_id = :marie",
}


@pytest.mark.parametrize("what", GIVES_NOBODY)
def test_nobody_gets_a_child_by_a_row(provider: Provider, people: People, what: str) -> None:
    assert holders(provider, people) == {MARIE}
    write(provider, people, GIVES_NOBODY[what])
    assert holders(provider, people) <= {MARIE}


def test_a_link_counts_for_nothing_that_nobody_confirmed(
    provider: Provider, people: People
) -> None:
    with acting(provider)() as tx:
        for each in provider.directory.children.linked(tx, people.marie.account.id):
            provider.directory.children.unlink(tx, people.marie.account.id, each.link_id)
    write(
        provider,
        people,
        """UPDATE child_link SET account_id = :marie
           WHERE account_id = :intruder AND student_key = :child""",
    )
    assert holders(provider, people) == set()
    confirm(provider, people.marie)
    assert holders(provider, people) == {MARIE}, "her own number gives it back"


@pytest.mark.parametrize(
    "changed",
    [
        "until_at = 4000000000",
        "school = '999'",
        "organisation = '888000'",
        "relationship = 'guardian'",
        "mac = NULL",
        """contact_sealed = (SELECT contact_sealed FROM guardian_contact AS other
                             WHERE other.student_key <> :child)""",
    ],
)
def test_a_contact_counts_whole_or_not_at_all(
    provider: Provider, people: People, changed: str
) -> None:
    write(provider, people, f"UPDATE guardian_contact SET {changed} WHERE student_key = :child")
    assert holders(provider, people) == set()


def test_no_suspension_ends_by_a_row(provider: Provider, people: People) -> None:
    """Only a restoration by the house lets a suspended address prove anything again."""
    account_id = people.marie.account.id
    suspension = AddressSuspension(
        vault=provider.vault, addresses=provider.directory.addresses, clock=provider.clock
    )
    for ends in ("by a row", "by the house"):
        with provider.database.writing() as tx:
            tx.run(Statement("UPDATE address SET second_proof_at = NULL"))
            assert suspension.suspend(tx, account_id, since=0) == 1
        assert holders(provider, people) == set()
        if ends == "by the house":
            with provider.database.writing() as tx:
                (suspended,) = suspension.suspended(tx, account_id)
                assert suspension.restore(tx, account_id, AdditionKind.ADDRESS, suspended.id)
            assert holders(provider, people) == {MARIE}
        else:
            write(provider, people, "UPDATE address SET suspended_at = NULL")
            assert holders(provider, people) == set()
            house_proves_again(provider, people.marie)
            assert holders(provider, people) == {MARIE}


def house_proves_again(provider: Provider, who: Parent) -> None:
    """Let a code to the address come back once more."""
    with provider.database.writing() as tx:
        assert provider.directory.addresses.prove_again(
            tx, who.account.id, parse_address(who.address)
        )


WRONG = "marie.trembley@exemple.quebec"


@pytest.fixture
def corrected(provider: Provider, parent: Parent, import_lines: ImportLines) -> Parent:
    """A parent whose letter put her address on file in place of a wrong one."""
    import_lines([line(address=WRONG), line("7654321", INTRUDER, code="TREX71531400")])
    use(provider, parent, prepare(provider).code)
    confirm(provider, parent)
    assert status(provider, parent) is SchoolStatus.VERIFIED
    return parent


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE guardian_contact SET until_at = 4000000000 WHERE import_id = 0",
        "UPDATE guardian_contact SET until_at = 4000000000 WHERE import_id > 0",
    ],
)
def test_a_correction_stands_on_two_whole_rows(
    provider: Provider, corrected: Parent, command: str
) -> None:
    with provider.database.writing() as tx:
        assert tx.run(Statement(command)) >= 1
    assert status(provider, corrected) is not SchoolStatus.VERIFIED


def test_a_letter_corrects_no_other_contact_than_it_was_prepared_for(
    provider: Provider, parent: Parent, import_lines: ImportLines
) -> None:
    import_lines([line(address=WRONG), line("7654321", INTRUDER, code="TREX71531400")])
    letter = prepare(provider)
    with provider.database.writing() as tx:
        command = """UPDATE activation_letter SET (student_key, listed_hash) = (
                         SELECT student_key, address_hash FROM guardian_contact AS g
                         WHERE g.student_key <> activation_letter.student_key)"""
        assert tx.run(Statement(command)) == 1
    with pytest.raises(PersonError) as refused:
        use(provider, parent, letter.code)
    assert refused.value.code == "PRV-LETTER-UNKNOWN"


def brought_back(provider: Provider, import_id: int) -> Import:
    """Let what an earlier import held be staged again."""
    received = Received(
        source=ContactSource.RESTORE,
        received_by="admin:a",
        taken_at=provider.clock.seconds(),
        profile="gpi",
        restores=import_id,
    )
    with provider.database.writing() as tx:
        restored = provider.imports.decisions.receive(tx, received)
    provider.imports.decisions.work()
    with provider.database.reading() as tx:
        return provider.imports.lifecycle.get(tx, restored or 0)


def test_what_an_import_held_is_not_brought_back_altered(
    provider: Provider, import_lines: ImportLines
) -> None:
    first = import_lines([line(), line(address=JEAN, allowed="non")])
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE guardian_contact SET allowed = 1"))
    import_lines([line()])
    found = brought_back(provider, first.import_id)
    assert (found.state, "registry.altered" in (found.problem or "")) == (State.FAILED, True)
