"""A letter puts a proven address in the place of a wrong one: once, while that one is on file."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.children import SchoolStatus
from idp.children.letters import LetterState, Prepared, Wanted
from idp.clock import DAY
from idp.errors import PersonError
from idp.spelling.address import parse_address
from idp.spelling.child_number import parse_child_number
from idp.storage import Statement
from idp.wiring import Parts
from idp.worker.retention import Purge
from tests.accounts.letters import messages_in_outbox
from tests.acting import acting
from tests.children.test_facts import confirm, status
from tests.conftest import Parent, TestClock, make_parent, make_proof
from tests.databases import on_one_database
from tests.registry.conftest import Import, line

WRONG = "marie.trembley@exemple.quebec"
LOST = Statement("SELECT account_id FROM portal_signal WHERE kind = 'school_claim_lost'")


def prepare(house: Parts, number: str = "1234567", listed: str = WRONG) -> Prepared:
    wanted = Wanted(
        organisation="887000",
        number=parse_child_number(number, now=house.clock.seconds()),
        listed=parse_address(listed),
        reason="call",
        reference="BIL-204",
    )
    with house.database.writing() as tx:
        return house.directory.letters.prepare(tx, wanted, by="admin:test")


def use(house: Parts, parent: Parent, code: str) -> None:
    with house.database.reading() as tx:
        address = house.directory.addresses.of_account(tx, parent.account.id)[0]
    house.directory.letters.use(
        acting(house),
        account_id=parent.account.id,
        address_id=address.id,
        typed=code,
        network="192.0.2.1",
    )


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(PersonError) as refused:
        act()
    return refused.value.code


@pytest.fixture
def letter(house: Parts, parent: Parent, import_lines: Import) -> Prepared:
    """A letter for the parent, whose address is wrong on file."""
    assert parent.address != WRONG
    import_lines([line(address=WRONG), line("7654321", WRONG, code="TREX71531400")])
    return prepare(house)


def test_the_claim_needs_all_three_the_letter_gives_one(
    house: Parts, parent: Parent, letter: Prepared
) -> None:
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE
    assert refusal(lambda: confirm(house, parent)) == "PRV-CHILD-NO-MATCH"
    use(house, parent, letter.code.lower())
    assert status(house, parent) is SchoolStatus.NO_CHILD_CONFIRMED
    assert confirm(house, parent) == 1, "the other child's file still has the wrong address alone"
    with house.database.reading() as tx:
        facts = house.directory.children.facts(tx, parent.account.id)
        assert house.directory.children.linked(tx, parent.account.id)[0].name == "Léa Tremblay"
    assert (facts.status, facts.address) == (SchoolStatus.VERIFIED, parent.address)
    assert facts.registry_at == house.clock.seconds()
    assert facts.children[0].until == house.clock.seconds() + 365 * DAY


@on_one_database
def test_the_address_that_is_to_be_replaced_is_told(house: Parts, letter: Prepared) -> None:
    (told,) = messages_in_outbox(house, "letter_prepared")
    assert "CSS 887000" in told
    assert letter.code not in told


def test_it_lasts_until_the_contact_leaves_the_file_and_portals_are_told(
    house: Parts, parent: Parent, letter: Prepared, import_lines: Import
) -> None:
    use(house, parent, letter.code)
    confirm(house, parent)
    import_lines([line(address=WRONG)])
    assert status(house, parent) is SchoolStatus.VERIFIED, "imports do not touch it"
    report = import_lines([line(address="autre@exemple.quebec")])
    assert report.changes[0].links_lost == 1
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE
    with house.database.reading() as tx:
        assert tx.rows(LOST) == [(parent.account.id,)]


def test_once_the_file_has_the_address_the_letter_is_needed_no_more(
    house: Parts, parent: Parent, letter: Prepared, import_lines: Import
) -> None:
    use(house, parent, letter.code)
    confirm(house, parent)
    import_lines([line(address=parent.address)])
    with house.database.reading() as tx:
        assert house.directory.children.facts(tx, parent.account.id).status is SchoolStatus.VERIFIED
        assert tx.rows(LOST) == []


@pytest.mark.parametrize("change", ["access", "gone"])
def test_a_contact_without_access_cannot_be_corrected_into_one(
    house: Parts, parent: Parent, letter: Prepared, import_lines: Import, change: str
) -> None:
    after = line(address=WRONG, allowed="non") if change == "access" else line("7654321", WRONG)
    import_lines([after])
    assert refusal(lambda: use(house, parent, letter.code)) == "PRV-LETTER-FILE"
    import_lines([line(address=WRONG)])
    use(house, parent, letter.code)
    assert status(house, parent) is SchoolStatus.NO_CHILD_CONFIRMED, "a refusal spends nothing"


def test_one_letter_serves_one_account_once(house: Parts, parent: Parent, letter: Prepared) -> None:
    use(house, parent, letter.code)
    use(house, parent, letter.code)
    other = make_parent(house, "jean@exemple.quebec")
    assert refusal(lambda: use(house, other, letter.code)) == "PRV-LETTER-USED"
    assert status(house, other) is SchoolStatus.NOT_ON_FILE


def test_a_second_letter_for_the_same_contact_revokes_the_first(
    house: Parts, parent: Parent, letter: Prepared
) -> None:
    second = prepare(house, "TREL71531400")
    assert refusal(lambda: use(house, parent, letter.code)) == "PRV-LETTER-REVOKED"
    use(house, parent, second.code)
    with house.database.reading() as tx:
        states = {each.id: each.state for each in house.directory.letters.listed(tx, "887000")}
    assert states == {letter.id: LetterState.REVOKED, second.id: LetterState.USED}


@on_one_database
def test_after_ninety_days_it_works_no_more(
    house: Parts, parent: Parent, letter: Prepared, clock: TestClock
) -> None:
    clock.advance(90 * DAY)
    assert refusal(lambda: use(house, parent, letter.code)) == "PRV-LETTER-EXPIRED"


def test_taken_back_it_leaves_nothing(house: Parts, parent: Parent, letter: Prepared) -> None:
    use(house, parent, letter.code)
    confirm(house, parent)
    with house.database.writing() as tx:
        assert house.directory.letters.holder(tx, letter.id) == parent.account.id
        with house.directory.children.watched(tx, parent.account.id):
            assert house.directory.letters.revoke(tx, letter.id)
        assert not house.directory.letters.revoke(tx, letter.id)
        assert tx.rows(LOST) == [(parent.account.id,)]
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE


def test_what_it_corrected_lasts_a_year(
    house: Parts, parent: Parent, letter: Prepared, clock: TestClock
) -> None:
    use(house, parent, letter.code)
    clock.advance(365 * DAY)
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE


def purge_everything(house: Parts, clock: TestClock) -> None:
    """Let the worker delete whatever is over."""
    purge = Purge(database=house.database, clock=clock)
    while purge.run_once():
        pass


def test_a_second_letter_outlives_the_purge_of_the_first(
    house: Parts, parent: Parent, letter: Prepared, clock: TestClock
) -> None:
    use(house, parent, letter.code)
    confirm(house, parent)
    clock.advance(200 * DAY)
    use(house, parent, prepare(house).code)
    clock.advance(200 * DAY)
    purge_everything(house, clock)
    assert status(house, parent) is SchoolStatus.VERIFIED
    clock.advance(165 * DAY)
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE


@pytest.mark.parametrize(("withdrawn", "days"), [("first", 565), ("second", 365)])
def test_of_two_letters_the_one_that_stands_says_until_when(
    house: Parts, parent: Parent, letter: Prepared, clock: TestClock, withdrawn: str, days: int
) -> None:
    use(house, parent, letter.code)
    confirm(house, parent)
    clock.advance(200 * DAY)
    second = prepare(house)
    use(house, parent, second.code)
    with house.database.writing() as tx:
        assert house.directory.letters.revoke(tx, {"first": letter, "second": second}[withdrawn].id)
    clock.advance((days - 200) * DAY - 1)
    assert status(house, parent) is SchoolStatus.VERIFIED
    clock.advance(1)
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE


def give_up(house: Parts, parent: Parent, other_address: str) -> None:
    """Let the account have another address, and its first one no more."""
    proof = make_proof(house, other_address)
    with acting(house)() as tx:
        house.directory.addresses.add(tx, parent.account.id, proof)
        for each in house.directory.addresses.of_account(tx, parent.account.id):
            if each.address.normal == parent.address:
                house.directory.addresses.remove(tx, parent.account.id, each.id)


def test_a_correction_follows_the_address_whoever_proves_it(
    house: Parts, parent: Parent, letter: Prepared
) -> None:
    use(house, parent, letter.code)
    give_up(house, parent, "marie.nouvelle@exemple.quebec")
    assert status(house, parent) is SchoolStatus.NOT_ON_FILE
    other = make_parent(house, parent.address)
    assert status(house, other) is SchoolStatus.NO_CHILD_CONFIRMED
    with house.database.writing() as tx:
        house.directory.children.forget(tx, parent.account.id)
    assert status(house, other) is SchoolStatus.NO_CHILD_CONFIRMED
    with house.database.writing() as tx:
        house.directory.letters.revoke(tx, letter.id)
    assert status(house, other) is SchoolStatus.NOT_ON_FILE


def test_an_account_that_ends_takes_along_what_it_put_on_file(
    house: Parts, parent: Parent, letter: Prepared
) -> None:
    use(house, parent, letter.code)
    with house.database.writing() as tx:
        house.directory.children.forget(tx, parent.account.id)
        left = tx.rows(Statement("SELECT COUNT(*) FROM guardian_contact WHERE import_id = 0"))
    assert left == [(0,)]


@on_one_database
@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize(
    ("number", "listed"), [("7654322", WRONG), ("1234567", "autre@exemple.quebec")]
)
def test_none_is_prepared_for_what_is_not_on_file(house: Parts, number: str, listed: str) -> None:
    assert refusal(lambda: prepare(house, number, listed)) == "PRV-LETTER-CONTACT"


@on_one_database
@pytest.mark.parametrize(("typed", "why"), [("7K3M-Q9TX", "SHAPE"), ("7K3MQ9TX2WPA", "UNKNOWN")])
def test_a_code_that_is_none_says_so_and_costs_a_try(
    house: Parts, parent: Parent, letter: Prepared, typed: str, why: str
) -> None:
    assert refusal(lambda: use(house, parent, typed)) == f"PRV-LETTER-{why}"
    if why == "UNKNOWN":
        for _ in range(9):
            refusal(lambda: use(house, parent, typed))
        assert refusal(lambda: use(house, parent, letter.code)) == "PRV-TOO-MANY"


@on_one_database
def test_an_address_of_somebody_else_cannot_be_put_on_file(
    house: Parts, parent: Parent, letter: Prepared
) -> None:
    other = make_parent(house, "jean@exemple.quebec")
    with house.database.reading() as tx:
        address = house.directory.addresses.of_account(tx, other.account.id)[0]
    code = refusal(
        lambda: house.directory.letters.use(
            acting(house),
            account_id=parent.account.id,
            address_id=address.id,
            typed=letter.code,
            network="192.0.2.1",
        )
    )
    assert code == "PRV-LETTER-ADDRESS"


@pytest.mark.race
def test_of_two_accounts_at_once_one_uses_the_letter(
    house: Parts, parent: Parent, letter: Prepared
) -> None:
    parents = [parent, make_parent(house, "jean@exemple.quebec")] * 2

    def attempt(who: Parent) -> str:
        try:
            use(house, who, letter.code)
        except PersonError as error:
            return error.code
        return who.account.id

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, parents))
    assert outcomes.count("PRV-LETTER-USED") == 2
    assert len(set(outcomes)) == 2


@pytest.mark.race
def test_of_two_letters_prepared_at_once_one_works(house: Parts, letter: Prepared) -> None:
    def attempt(_: int) -> str:
        try:
            prepare(house)
        except PersonError as error:
            return error.code
        return "prepared"

    with ThreadPoolExecutor(4) as pool:
        outcomes = set(pool.map(attempt, range(4)))
    assert "prepared" in outcomes
    assert outcomes <= {"prepared", "PRV-LETTER-TWICE"}
    with house.database.reading() as tx:
        states = [each.state for each in house.directory.letters.listed(tx) if each.id != letter.id]
    assert states.count(LetterState.WAITING) == 1
