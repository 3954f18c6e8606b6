"""A letter puts a proven address in the place of a wrong one: once, while that one is on file."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.children import SchoolStatus
from idp.children.letters import LetterRequest, LetterState, Prepared
from idp.clock import DAY
from idp.errors import PersonError
from idp.normalisation.address import parse_address
from idp.normalisation.child_number import parse_child_number
from idp.storage import Statement
from idp.wiring import Provider
from idp.worker.retention import Purge
from tests.accounts.letters import messages_in_outbox
from tests.acting import acting
from tests.children.test_facts import confirm, status
from tests.conftest import Parent, TestClock, make_parent, make_proof
from tests.databases import on_one_database
from tests.registry.conftest import Import, line

WRONG = "marie.trembley@exemple.quebec"
LOST = Statement("SELECT account_id FROM portal_signal WHERE kind = 'school_claim_lost'")


def prepare(provider: Provider, number: str = "1234567", listed: str = WRONG) -> Prepared:
    wanted = LetterRequest(
        organisation="887000",
        number=parse_child_number(number, now=provider.clock.seconds()),
        listed=parse_address(listed),
        reason="call",
        reference="BIL-204",
    )
    with provider.database.writing() as tx:
        return provider.directory.letters.prepare(tx, wanted, by="admin:test")


def use(provider: Provider, parent: Parent, code: str) -> None:
    with provider.database.reading() as tx:
        address = provider.directory.addresses.of_account(tx, parent.account.id)[0]
    provider.directory.letters.use(
        acting(provider),
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
def letter(provider: Provider, parent: Parent, import_lines: Import) -> Prepared:
    """A letter for the parent, whose address is wrong on file."""
    assert parent.address != WRONG
    import_lines([line(address=WRONG), line("7654321", WRONG, code="TREX71531400")])
    return prepare(provider)


def test_the_claim_needs_all_three_the_letter_gives_one(
    provider: Provider, parent: Parent, letter: Prepared
) -> None:
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE
    assert refusal(lambda: confirm(provider, parent)) == "PRV-CHILD-NO-MATCH"
    use(provider, parent, letter.code.lower())
    assert status(provider, parent) is SchoolStatus.NO_CHILD_CONFIRMED
    assert confirm(provider, parent) == 1, (
        "the other child's file still has the wrong address alone"
    )
    with provider.database.reading() as tx:
        facts = provider.directory.children.facts(tx, parent.account.id)
        assert provider.directory.children.linked(tx, parent.account.id)[0].name == "Léa Tremblay"
    assert (facts.status, facts.address) == (SchoolStatus.VERIFIED, parent.address)
    assert facts.registry_at == provider.clock.seconds()
    assert facts.children[0].until == provider.clock.seconds() + 365 * DAY


@on_one_database
def test_the_address_that_is_to_be_replaced_is_told(provider: Provider, letter: Prepared) -> None:
    (told,) = messages_in_outbox(provider, "letter_prepared")
    assert "CSS 887000" in told
    assert letter.code not in told


def test_it_lasts_until_the_contact_leaves_the_file_and_portals_are_told(
    provider: Provider, parent: Parent, letter: Prepared, import_lines: Import
) -> None:
    use(provider, parent, letter.code)
    confirm(provider, parent)
    import_lines([line(address=WRONG)])
    assert status(provider, parent) is SchoolStatus.VERIFIED, "imports do not touch it"
    report = import_lines([line(address="autre@exemple.quebec")])
    assert report.changes[0].links_lost == 1
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE
    with provider.database.reading() as tx:
        assert tx.rows(LOST) == [(parent.account.id,)]


def test_once_the_file_has_the_address_the_letter_is_needed_no_more(
    provider: Provider, parent: Parent, letter: Prepared, import_lines: Import
) -> None:
    use(provider, parent, letter.code)
    confirm(provider, parent)
    import_lines([line(address=parent.address)])
    with provider.database.reading() as tx:
        assert (
            provider.directory.children.facts(tx, parent.account.id).status is SchoolStatus.VERIFIED
        )
        assert tx.rows(LOST) == []


@pytest.mark.parametrize("change", ["access", "gone"])
def test_a_contact_without_access_cannot_be_corrected_into_one(
    provider: Provider, parent: Parent, letter: Prepared, import_lines: Import, change: str
) -> None:
    after = line(address=WRONG, allowed="non") if change == "access" else line("7654321", WRONG)
    import_lines([after])
    assert refusal(lambda: use(provider, parent, letter.code)) == "PRV-LETTER-FILE"
    import_lines([line(address=WRONG)])
    use(provider, parent, letter.code)
    assert status(provider, parent) is SchoolStatus.NO_CHILD_CONFIRMED, "a refusal spends nothing"


def test_one_letter_serves_one_account_once(
    provider: Provider, parent: Parent, letter: Prepared
) -> None:
    use(provider, parent, letter.code)
    use(provider, parent, letter.code)
    other = make_parent(provider, "jean@exemple.quebec")
    assert refusal(lambda: use(provider, other, letter.code)) == "PRV-LETTER-USED"
    assert status(provider, other) is SchoolStatus.NOT_ON_FILE


def test_a_second_letter_for_the_same_contact_revokes_the_first(
    provider: Provider, parent: Parent, letter: Prepared
) -> None:
    second = prepare(provider, "TREL71531400")
    assert refusal(lambda: use(provider, parent, letter.code)) == "PRV-LETTER-REVOKED"
    use(provider, parent, second.code)
    with provider.database.reading() as tx:
        states = {each.id: each.state for each in provider.directory.letters.listed(tx, "887000")}
    assert states == {letter.id: LetterState.REVOKED, second.id: LetterState.USED}


@on_one_database
def test_after_ninety_days_it_works_no_more(
    provider: Provider, parent: Parent, letter: Prepared, clock: TestClock
) -> None:
    clock.advance(90 * DAY)
    assert refusal(lambda: use(provider, parent, letter.code)) == "PRV-LETTER-EXPIRED"


def test_taken_back_it_leaves_nothing(provider: Provider, parent: Parent, letter: Prepared) -> None:
    use(provider, parent, letter.code)
    confirm(provider, parent)
    with provider.database.writing() as tx:
        assert provider.directory.letters.holder(tx, letter.id) == parent.account.id
        with provider.directory.children.watched(tx, parent.account.id):
            assert provider.directory.letters.revoke(tx, letter.id)
        assert not provider.directory.letters.revoke(tx, letter.id)
        assert tx.rows(LOST) == [(parent.account.id,)]
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE


def test_what_it_corrected_lasts_a_year(
    provider: Provider, parent: Parent, letter: Prepared, clock: TestClock
) -> None:
    use(provider, parent, letter.code)
    clock.advance(365 * DAY)
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE


def purge_everything(provider: Provider, clock: TestClock) -> None:
    """Let the worker delete whatever is over."""
    purge = Purge(database=provider.database, clock=clock)
    while purge.run_once():
        pass


def test_a_second_letter_outlives_the_purge_of_the_first(
    provider: Provider, parent: Parent, letter: Prepared, clock: TestClock
) -> None:
    use(provider, parent, letter.code)
    confirm(provider, parent)
    clock.advance(200 * DAY)
    use(provider, parent, prepare(provider).code)
    clock.advance(200 * DAY)
    purge_everything(provider, clock)
    assert status(provider, parent) is SchoolStatus.VERIFIED
    clock.advance(165 * DAY)
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE


@pytest.mark.parametrize(("withdrawn", "days"), [("first", 565), ("second", 365)])
def test_of_two_letters_the_one_that_stands_says_until_when(
    provider: Provider,
    parent: Parent,
    letter: Prepared,
    clock: TestClock,
    withdrawn: str,
    days: int,
) -> None:
    use(provider, parent, letter.code)
    confirm(provider, parent)
    clock.advance(200 * DAY)
    second = prepare(provider)
    use(provider, parent, second.code)
    with provider.database.writing() as tx:
        assert provider.directory.letters.revoke(
            tx, {"first": letter, "second": second}[withdrawn].id
        )
    clock.advance((days - 200) * DAY - 1)
    assert status(provider, parent) is SchoolStatus.VERIFIED
    clock.advance(1)
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE


def give_up(provider: Provider, parent: Parent, other_address: str) -> None:
    """Let the account have another address, and its first one no more."""
    proof = make_proof(provider, other_address)
    with acting(provider)() as tx:
        provider.directory.addresses.add(tx, parent.account.id, proof)
        for each in provider.directory.addresses.of_account(tx, parent.account.id):
            if each.address.normal == parent.address:
                provider.directory.addresses.remove(tx, parent.account.id, each.id)


def test_a_correction_follows_the_address_whoever_proves_it(
    provider: Provider, parent: Parent, letter: Prepared
) -> None:
    use(provider, parent, letter.code)
    give_up(provider, parent, "marie.nouvelle@exemple.quebec")
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE
    other = make_parent(provider, parent.address)
    assert status(provider, other) is SchoolStatus.NO_CHILD_CONFIRMED
    with provider.database.writing() as tx:
        provider.directory.children.forget(tx, parent.account.id)
    assert status(provider, other) is SchoolStatus.NO_CHILD_CONFIRMED
    with provider.database.writing() as tx:
        provider.directory.letters.revoke(tx, letter.id)
    assert status(provider, other) is SchoolStatus.NOT_ON_FILE


def test_an_account_that_ends_takes_along_what_it_put_on_file(
    provider: Provider, parent: Parent, letter: Prepared
) -> None:
    use(provider, parent, letter.code)
    with provider.database.writing() as tx:
        provider.directory.children.forget(tx, parent.account.id)
        left = tx.rows(Statement("SELECT COUNT(*) FROM guardian_contact WHERE import_id = 0"))
    assert left == [(0,)]


@on_one_database
@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize(
    ("number", "listed"), [("7654322", WRONG), ("1234567", "autre@exemple.quebec")]
)
def test_none_is_prepared_for_what_is_not_on_file(
    provider: Provider, number: str, listed: str
) -> None:
    assert refusal(lambda: prepare(provider, number, listed)) == "PRV-LETTER-CONTACT"


@on_one_database
@pytest.mark.parametrize(("typed", "why"), [("7K3M-Q9TX", "SHAPE"), ("7K3MQ9TX2WPA", "UNKNOWN")])
def test_a_code_that_is_none_says_so_and_costs_a_try(
    provider: Provider, parent: Parent, letter: Prepared, typed: str, why: str
) -> None:
    assert refusal(lambda: use(provider, parent, typed)) == f"PRV-LETTER-{why}"
    if why == "UNKNOWN":
        for _ in range(9):
            refusal(lambda: use(provider, parent, typed))
        assert refusal(lambda: use(provider, parent, letter.code)) == "PRV-TOO-MANY"


@on_one_database
def test_an_address_of_somebody_else_cannot_be_put_on_file(
    provider: Provider, parent: Parent, letter: Prepared
) -> None:
    other = make_parent(provider, "jean@exemple.quebec")
    with provider.database.reading() as tx:
        address = provider.directory.addresses.of_account(tx, other.account.id)[0]
    code = refusal(
        lambda: provider.directory.letters.use(
            acting(provider),
            account_id=parent.account.id,
            address_id=address.id,
            typed=letter.code,
            network="192.0.2.1",
        )
    )
    assert code == "PRV-LETTER-ADDRESS"


@pytest.mark.race
def test_of_two_accounts_at_once_one_uses_the_letter(
    provider: Provider, parent: Parent, letter: Prepared
) -> None:
    parents = [parent, make_parent(provider, "jean@exemple.quebec")] * 2

    def attempt(who: Parent) -> str:
        try:
            use(provider, who, letter.code)
        except PersonError as error:
            return error.code
        return who.account.id

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, parents))
    assert outcomes.count("PRV-LETTER-USED") == 2
    assert len(set(outcomes)) == 2


@pytest.mark.race
def test_of_two_letters_prepared_at_once_one_works(provider: Provider, letter: Prepared) -> None:
    def attempt(_: int) -> str:
        try:
            prepare(provider)
        except PersonError as error:
            return error.code
        return "prepared"

    with ThreadPoolExecutor(4) as pool:
        outcomes = set(pool.map(attempt, range(4)))
    assert "prepared" in outcomes
    assert outcomes <= {"prepared", "PRV-LETTER-TWICE"}
    with provider.database.reading() as tx:
        states = [
            each.state for each in provider.directory.letters.listed(tx) if each.id != letter.id
        ]
    assert states.count(LetterState.WAITING) == 1
