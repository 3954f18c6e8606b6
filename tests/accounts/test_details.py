"""What one tells of oneself: kept, replaced, erased, and never to be read in a stolen database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import asdict, replace

from idp.accounts import Details, KeptDetails, Session
from idp.errors import PersonError
from idp.ids import AccountId
from idp.storage import ActingTransaction, Statement
from idp.wiring import Provider
from tests.acting import session_of
from tests.conftest import START, Parent, TestClock, make_parent

TOLD = Details(
    given_name="Marie-Ève",
    family_name="Tremblay",
    phone_number="+15145550199",
    street_address="1187, rue des Érables",
    locality="Montréal",
    region="Québec",
    postal_code="H2X 1Y4",
    country="Canada",
)
ROWS = Statement("SELECT account_id, details_sealed, updated_at FROM account_details")
AUDITED = Statement("SELECT details FROM audit_event WHERE kind = 'details_changed'")
MOVE = Statement("UPDATE account_details SET account_id = :account_id")


def keep(provider: Provider, account_id: AccountId, details: Details) -> None:
    with provider.database.writing() as tx:
        provider.directory.details.keep(ActingTransaction(tx), account_id, details)


def kept(provider: Provider, account_id: AccountId) -> KeptDetails:
    with provider.database.reading() as tx:
        return provider.directory.details.of_account(tx, account_id)


def test_an_account_that_told_nothing_has_no_row(provider: Provider, parent: Parent) -> None:
    keep(provider, parent.account.id, Details())
    assert kept(provider, parent.account.id) == KeptDetails("fr", Details(), None)
    with provider.database.reading() as tx:
        assert tx.rows(ROWS) == []
        assert tx.rows(AUDITED) == []


def test_what_was_told_is_kept_and_replaced(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    keep(provider, parent.account.id, TOLD)
    assert kept(provider, parent.account.id) == KeptDetails("fr", TOLD, START)
    clock.advance(60)
    moved = replace(TOLD, street_address="", locality="Gaspé")
    keep(provider, parent.account.id, moved)
    assert kept(provider, parent.account.id) == KeptDetails("fr", moved, START + 60)


def test_what_is_the_same_is_not_written_again(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    keep(provider, parent.account.id, TOLD)
    clock.advance(60)
    keep(provider, parent.account.id, TOLD)
    assert kept(provider, parent.account.id).updated_at == START
    with provider.database.reading() as tx:
        assert len(tx.rows(AUDITED)) == 1


def test_whoever_empties_every_field_leaves_nothing(provider: Provider, parent: Parent) -> None:
    keep(provider, parent.account.id, TOLD)
    keep(provider, parent.account.id, Details())
    with provider.database.reading() as tx:
        assert tx.rows(ROWS) == []


def test_an_account_that_is_erased_takes_its_details_along(
    provider: Provider, parent: Parent
) -> None:
    keep(provider, parent.account.id, TOLD)
    with provider.database.writing() as tx:
        provider.directory.accounts.close(tx, parent.account.id)
        assert len(tx.rows(ROWS)) == 1
        assert provider.directory.accounts.erase(tx, parent.account.id)
    with provider.database.reading() as tx:
        assert tx.rows(ROWS) == []


def test_a_closed_account_keeps_nothing_more(provider: Provider, parent: Parent) -> None:
    with provider.database.writing() as tx:
        provider.directory.accounts.close(tx, parent.account.id)
    with pytest.raises(PersonError, match="PRV-ACCOUNT-CLOSED"):
        keep(provider, parent.account.id, TOLD)


@pytest.mark.race
def test_nothing_outlives_an_account_that_closes_at_the_same_moment(
    provider: Provider,
) -> None:
    def close(account_id: AccountId) -> None:
        with provider.database.writing() as tx:
            provider.directory.accounts.close(tx, account_id)
            provider.directory.accounts.erase(tx, account_id)

    def keep_for(session: Session) -> None:
        with provider.directory.session_database.acting(session) as tx:
            provider.directory.details.keep(tx, session.account_id, TOLD)

    with ThreadPoolExecutor(8) as people:
        for number in range(12):
            account = make_parent(provider, f"parent{number}@exemple.quebec").account
            keeping = people.submit(keep_for, session_of(provider, account))
            closing = people.submit(close, account.id)
            closing.result()
            assert str(keeping.exception() or "PRV-SESSION-OVER") == "PRV-SESSION-OVER"
    with provider.database.reading() as tx:
        assert tx.rows(ROWS) == []


def test_a_stolen_database_shows_nothing_of_it(provider: Provider, parent: Parent) -> None:
    keep(provider, parent.account.id, TOLD)
    with provider.database.reading() as tx:
        ((_, sealed, _),) = tx.rows(ROWS)
        ((details,),) = tx.rows(AUDITED)
    for value in asdict(TOLD).values():
        assert value.encode() not in bytes(sealed)
        assert value not in details
    assert "Marie" not in repr(kept(provider, parent.account.id))


def test_what_is_copied_to_another_account_does_not_open_there(
    provider: Provider, parent: Parent
) -> None:
    other = make_parent(provider, "leo.roy@exemple.quebec")
    keep(provider, parent.account.id, TOLD)
    with provider.database.writing() as tx:
        tx.run(MOVE, account_id=other.account.id)
    with pytest.raises(ValueError, match="cannot open"):
        kept(provider, other.account.id)


def test_an_account_that_does_not_exist_is_a_fault(provider: Provider) -> None:
    with pytest.raises(KeyError):
        kept(provider, AccountId("nobody"))
