"""Accounts and their addresses: made from proofs, changed, closed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from idp.accounts import Proof, Purpose
from idp.errors import PersonError
from idp.ids import AccountId, hashed
from idp.spelling.address import parse_address
from idp.storage import ActingTransaction, Statement
from idp.wiring import Parts
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, TestClock

OTHER = "leo.roy@exemple.quebec"
_PROVEN = Statement("UPDATE address_proof SET proven_at = :now WHERE id_hash = :id_hash")


def proven(
    house: Parts,
    address: str,
    purpose: Purpose = Purpose.SIGN_UP,
    account_id: AccountId | None = None,
) -> Proof:
    with house.database.writing() as tx:
        proof = house.directory.proofs.begin(
            tx,
            browser="browser",
            purpose=purpose,
            address=parse_address(address),
            account_id=account_id,
        )
        # As if its code had come back: tests/accounts/test_proofs.py sees to that part.
        tx.run(_PROVEN, id_hash=hashed(proof.id), now=house.clock.seconds())
    return replace(proof, proven_at=house.clock.seconds())


def create(house: Parts, address: str) -> AccountId:
    proof = proven(house, address)
    with house.database.writing() as tx:
        return house.directory.accounts.create(tx, proof=proof, password_hash=None, locale="en").id


def add(house: Parts, parent: Parent, address: str) -> None:
    proof = proven(house, address, Purpose.ADD_ADDRESS, parent.account.id)
    with house.database.writing() as tx:
        house.directory.addresses.add(ActingTransaction(tx), parent.account.id, proof)


def test_an_account_has_the_address_that_was_proven(house: Parts, parent: Parent) -> None:
    with house.database.reading() as tx:
        (address,) = house.directory.addresses.of_account(tx, parent.account.id)
        assert address.address.normal == parent.address
        assert (
            house.directory.accounts.find_by_address(tx, parse_address(parent.address))
            == parent.account
        )
        assert house.directory.accounts.find_by_address(tx, parse_address(OTHER)) is None
        assert house.directory.accounts.get(tx, parent.account.id).has_password
    assert parent.address not in parent.account.id


def test_capitals_in_an_address_make_no_other_account(house: Parts, parent: Parent) -> None:
    with pytest.raises(PersonError) as caught:
        create(house, parent.address.upper())
    assert caught.value.code == "PRV-ADDRESS-TAKEN"


def test_an_unproven_address_makes_no_account(house: Parts) -> None:
    with house.database.writing() as tx:
        proof = house.directory.proofs.begin(
            tx, browser="b", purpose=Purpose.SIGN_UP, address=parse_address(OTHER)
        )
        with pytest.raises(PersonError) as caught:
            house.directory.accounts.create(tx, proof=proof, password_hash=None, locale="fr")
    assert caught.value.code == "PRV-PROOF-GONE"


@pytest.mark.race
def test_twenty_sign_ups_of_one_address_at_once_make_one_account(house: Parts) -> None:
    proofs = [proven(house, OTHER) for _ in range(20)]

    def attempt(proof: Proof) -> bool:
        try:
            with house.database.writing() as tx:
                house.directory.accounts.create(tx, proof=proof, password_hash=None, locale="fr")
        except PersonError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, proofs)) == 1


def test_a_new_password_replaces_the_old_and_is_told_to_every_address(
    house: Parts, parent: Parent
) -> None:
    add(house, parent, OTHER)
    new = house.directory.passwords.hash("quatre-outardes-volent")
    with house.database.writing() as tx:
        house.directory.accounts.set_password(tx, parent.account.id, new)
    with house.database.reading() as tx:
        assert house.directory.accounts.password_of(tx, parent.account.id) == new
    assert len(messages_in_outbox(house, "password_changed")) == 2


def test_a_new_password_voids_what_was_begun_in_sessions_and_no_recovery(
    house: Parts, parent: Parent
) -> None:
    recovery = proven(house, parent.address, Purpose.RECOVER)
    addition = proven(house, OTHER, Purpose.ADD_ADDRESS, parent.account.id)
    unrelated = proven(house, "someone@exemple.quebec")
    with house.database.writing() as tx:
        house.directory.accounts.set_password(tx, parent.account.id, "hash")
        with pytest.raises(PersonError):
            house.directory.proofs.spend(tx, addition)
        for good in (recovery, unrelated):
            house.directory.proofs.spend(tx, good)


@pytest.mark.race
def test_recoveries_that_end_at_once_end_one_after_the_other(house: Parts, parent: Parent) -> None:
    proofs = [proven(house, parent.address, Purpose.RECOVER) for _ in range(12)]

    def recover(proof: Proof) -> str:
        try:
            with house.database.writing() as tx:
                house.directory.proofs.spend(tx, proof)
                house.directory.proofs.void(tx, parent.account.id)
        except PersonError as error:
            return error.code
        return "recovered"

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(recover, proofs))
    assert outcomes.count("recovered") == 1
    assert outcomes.count("PRV-PROOF-GONE") == 11


def test_a_rehash_does_not_bring_an_old_password_back(house: Parts, parent: Parent) -> None:
    with house.database.writing() as tx:
        verified = house.directory.accounts.password_of(tx, parent.account.id)
        assert verified is not None
        house.directory.accounts.set_password(tx, parent.account.id, "new")
        house.directory.accounts.store_rehash(
            tx, parent.account.id, verified=verified, rehashed="old"
        )
        assert house.directory.accounts.password_of(tx, parent.account.id) == "new"
        house.directory.accounts.store_rehash(
            tx, parent.account.id, verified="new", rehashed="renewed"
        )
        assert house.directory.accounts.password_of(tx, parent.account.id) == "renewed"


def test_an_added_address_is_told_to_the_old_one_too(house: Parts, parent: Parent) -> None:
    add(house, parent, OTHER)
    with house.database.reading() as tx:
        addresses = house.directory.addresses.of_account(tx, parent.account.id)
    assert {each.address.normal for each in addresses} == {parent.address, OTHER}
    letters = messages_in_outbox(house, "address_added")
    assert len(letters) == 2
    assert all(OTHER in letter for letter in letters)


def test_the_address_of_another_account_cannot_be_added(house: Parts, parent: Parent) -> None:
    create(house, OTHER)
    with pytest.raises(PersonError) as caught:
        add(house, parent, OTHER)
    assert caught.value.code == "PRV-ADDRESS-TAKEN"


def test_a_proof_for_one_account_adds_nothing_to_another(house: Parts, parent: Parent) -> None:
    stranger = create(house, OTHER)
    proof = proven(house, "third@exemple.quebec", Purpose.ADD_ADDRESS, parent.account.id)
    with house.database.writing() as tx, pytest.raises(PersonError) as caught:
        house.directory.addresses.add(ActingTransaction(tx), stranger, proof)
    assert caught.value.code == "PRV-PROOF-GONE"


def test_proving_an_address_again_moves_its_time(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    clock.advance(minutes=90)
    add(house, parent, parent.address)
    with house.database.reading() as tx:
        (address,) = house.directory.addresses.of_account(tx, parent.account.id)
    assert address.proven_at == clock.now
    assert messages_in_outbox(house, "address_added") == []


def test_an_address_is_removed_and_told_so_but_never_the_last(house: Parts, parent: Parent) -> None:
    add(house, parent, OTHER)
    with house.database.writing() as tx:
        first, second = house.directory.addresses.of_account(tx, parent.account.id)
        house.directory.addresses.remove(ActingTransaction(tx), parent.account.id, first.id)
        with pytest.raises(PersonError) as caught:
            house.directory.addresses.remove(ActingTransaction(tx), parent.account.id, second.id)
        assert caught.value.code == "PRV-ADDRESS-LAST"
        assert house.directory.accounts.find_by_address(tx, first.address) is None
    assert len(messages_in_outbox(house, "address_removed")) == 2


@pytest.mark.race
def test_two_addresses_removed_at_once_leave_one(house: Parts, parent: Parent) -> None:
    add(house, parent, OTHER)
    with house.database.reading() as tx:
        addresses = house.directory.addresses.of_account(tx, parent.account.id)

    def remove(number: int) -> bool:
        try:
            with house.database.writing() as tx:
                house.directory.addresses.remove(
                    ActingTransaction(tx), parent.account.id, addresses[number].id
                )
        except PersonError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(remove, range(2))) == 1


def test_a_disabled_account_is_found_disabled_and_can_be_enabled(
    house: Parts, parent: Parent
) -> None:
    with house.database.writing() as tx:
        house.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
        assert house.directory.accounts.get(tx, parent.account.id).disabled
        house.directory.accounts.enable(tx, parent.account.id, actor="admin:test")
        assert not house.directory.accounts.get(tx, parent.account.id).disabled


def test_an_erased_account_frees_its_address_for_another_id(house: Parts, parent: Parent) -> None:
    with house.database.writing() as tx:
        house.directory.accounts.close(tx, parent.account.id)
        assert house.directory.accounts.get(tx, parent.account.id).disabled
    with pytest.raises(PersonError, match="PRV-ADDRESS-TAKEN"):
        create(house, parent.address)
    with house.database.writing() as tx:
        assert house.directory.accounts.erase(tx, parent.account.id)
        assert not house.directory.accounts.erase(tx, parent.account.id)
        assert house.directory.accounts.password_of(tx, parent.account.id) is None
        assert house.directory.addresses.of_account(tx, parent.account.id) == ()
    assert create(house, parent.address) != parent.account.id


def test_the_language_of_an_account_can_change(house: Parts, parent: Parent) -> None:
    with house.database.writing() as tx:
        house.directory.accounts.set_locale(ActingTransaction(tx), parent.account.id, "en")
        assert house.directory.accounts.get(tx, parent.account.id).locale == "en"


def test_the_database_does_not_hold_the_address(house: Parts, parent: Parent) -> None:
    with house.database.reading() as tx:
        rows = tx.rows(Statement("SELECT * FROM address"))
    plain = [
        [bytes(each) if isinstance(each, memoryview) else each for each in row] for row in rows
    ]
    assert parent.address.partition("@")[0] not in repr(plain)
