"""Accounts and their addresses: made from proofs, changed, closed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from idp.accounts import EmailVerification, Purpose
from idp.accounts.email_proofs.bound_proof import proven_mac
from idp.errors import PersonError
from idp.ids import AccountId, hashed
from idp.normalisation.address import parse_address
from idp.storage import ActingTransaction, Statement
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, TestClock

OTHER = "leo.roy@exemple.quebec"
_PROVEN = Statement(
    "UPDATE address_proof SET proven_at = :now, mac = :mac WHERE id_hash = :id_hash"
)


def proven(
    provider: Provider,
    address: str,
    purpose: Purpose = Purpose.SIGN_UP,
    account_id: AccountId | None = None,
) -> EmailVerification:
    with provider.database.writing() as tx:
        proof = provider.directory.email_verifications.begin(
            tx,
            browser="browser",
            purpose=purpose,
            address=parse_address(address),
            account_id=account_id,
        )
        # As if its code had come back: tests/accounts/test_proofs.py sees to that part.
        now = provider.clock.seconds()
        mac = proven_mac(provider.vault, proof, now)
        tx.run(_PROVEN, id_hash=hashed(proof.id), now=now, mac=mac)
    return replace(proof, proven_at=now)


def create(provider: Provider, address: str) -> AccountId:
    proof = proven(provider, address)
    with provider.database.writing() as tx:
        return provider.directory.accounts.create(
            tx, proof=proof, password_hash=None, locale="en"
        ).id


def add(provider: Provider, parent: Parent, address: str) -> None:
    proof = proven(provider, address, Purpose.ADD_ADDRESS, parent.account.id)
    with provider.database.writing() as tx:
        provider.directory.addresses.add(ActingTransaction(tx), parent.account.id, proof)


def test_an_account_has_the_address_that_was_proven(provider: Provider, parent: Parent) -> None:
    with provider.database.reading() as tx:
        (address,) = provider.directory.addresses.of_account(tx, parent.account.id)
        assert address.address.normal == parent.address
        assert (
            provider.directory.accounts.find_by_address(tx, parse_address(parent.address))
            == parent.account
        )
        assert provider.directory.accounts.find_by_address(tx, parse_address(OTHER)) is None
        assert provider.directory.accounts.get(tx, parent.account.id).has_password
    assert parent.address not in parent.account.id


def test_capitals_in_an_address_make_no_other_account(provider: Provider, parent: Parent) -> None:
    with pytest.raises(PersonError) as caught:
        create(provider, parent.address.upper())
    assert caught.value.code == "PRV-ADDRESS-TAKEN"


def test_an_unproven_address_makes_no_account(provider: Provider) -> None:
    with provider.database.writing() as tx:
        proof = provider.directory.email_verifications.begin(
            tx, browser="b", purpose=Purpose.SIGN_UP, address=parse_address(OTHER)
        )
        with pytest.raises(PersonError) as caught:
            provider.directory.accounts.create(tx, proof=proof, password_hash=None, locale="fr")
    assert caught.value.code == "PRV-PROOF-GONE"


@pytest.mark.race
def test_twenty_sign_ups_of_one_address_at_once_make_one_account(provider: Provider) -> None:
    verifications = [proven(provider, OTHER) for _ in range(20)]

    def attempt(proof: EmailVerification) -> bool:
        try:
            with provider.database.writing() as tx:
                provider.directory.accounts.create(tx, proof=proof, password_hash=None, locale="fr")
        except PersonError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, verifications)) == 1


def test_a_new_password_replaces_the_old_and_is_told_to_every_address(
    provider: Provider, parent: Parent
) -> None:
    add(provider, parent, OTHER)
    new = provider.directory.passwords.hash("quatre-outardes-volent")
    with provider.database.writing() as tx:
        provider.directory.accounts.set_password(tx, parent.account.id, new)
    with provider.database.reading() as tx:
        assert provider.directory.accounts.password_of(tx, parent.account.id) == new
    assert len(messages_in_outbox(provider, "password_changed")) == 2


def test_a_new_password_voids_what_was_begun_in_sessions_and_no_recovery(
    provider: Provider, parent: Parent
) -> None:
    recovery = proven(provider, parent.address, Purpose.RECOVER)
    addition = proven(provider, OTHER, Purpose.ADD_ADDRESS, parent.account.id)
    unrelated = proven(provider, "someone@exemple.quebec")
    with provider.database.writing() as tx:
        provider.directory.accounts.set_password(tx, parent.account.id, "hash")
        with pytest.raises(PersonError):
            provider.directory.email_verifications.spend(tx, addition)
        for good in (recovery, unrelated):
            provider.directory.email_verifications.spend(tx, good)


@pytest.mark.race
def test_recoveries_that_end_at_once_end_one_after_the_other(
    provider: Provider, parent: Parent
) -> None:
    verifications = [proven(provider, parent.address, Purpose.RECOVER) for _ in range(12)]

    def recover(proof: EmailVerification) -> str:
        try:
            with provider.database.writing() as tx:
                provider.directory.email_verifications.spend(tx, proof)
                provider.directory.email_verifications.void(tx, parent.account.id)
        except PersonError as error:
            return error.code
        return "recovered"

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(recover, verifications))
    assert outcomes.count("recovered") == 1
    assert outcomes.count("PRV-PROOF-GONE") == 11


def test_a_rehash_does_not_bring_an_old_password_back(provider: Provider, parent: Parent) -> None:
    with provider.database.writing() as tx:
        verified = provider.directory.accounts.password_of(tx, parent.account.id)
        assert verified is not None
        provider.directory.accounts.set_password(tx, parent.account.id, "new")
        provider.directory.accounts.store_rehash(
            tx, parent.account.id, verified=verified, rehashed="old"
        )
        assert provider.directory.accounts.password_of(tx, parent.account.id) == "new"
        provider.directory.accounts.store_rehash(
            tx, parent.account.id, verified="new", rehashed="renewed"
        )
        assert provider.directory.accounts.password_of(tx, parent.account.id) == "renewed"


def test_an_added_address_is_told_to_the_old_one_too(provider: Provider, parent: Parent) -> None:
    add(provider, parent, OTHER)
    with provider.database.reading() as tx:
        addresses = provider.directory.addresses.of_account(tx, parent.account.id)
    assert {each.address.normal for each in addresses} == {parent.address, OTHER}
    letters = messages_in_outbox(provider, "address_added")
    assert len(letters) == 2
    assert all(OTHER in letter for letter in letters)


def test_the_address_of_another_account_cannot_be_added(provider: Provider, parent: Parent) -> None:
    create(provider, OTHER)
    with pytest.raises(PersonError) as caught:
        add(provider, parent, OTHER)
    assert caught.value.code == "PRV-ADDRESS-TAKEN"


def test_a_proof_for_one_account_adds_nothing_to_another(
    provider: Provider, parent: Parent
) -> None:
    stranger = create(provider, OTHER)
    proof = proven(provider, "third@exemple.quebec", Purpose.ADD_ADDRESS, parent.account.id)
    with provider.database.writing() as tx, pytest.raises(PersonError) as caught:
        provider.directory.addresses.add(ActingTransaction(tx), stranger, proof)
    assert caught.value.code == "PRV-PROOF-GONE"


def test_proving_an_address_again_moves_its_time(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    clock.advance(minutes=90)
    add(provider, parent, parent.address)
    with provider.database.reading() as tx:
        (address,) = provider.directory.addresses.of_account(tx, parent.account.id)
    assert address.proven_at == clock.now
    assert messages_in_outbox(provider, "address_added") == []


def test_an_address_is_removed_and_told_so_but_never_the_last(
    provider: Provider, parent: Parent
) -> None:
    add(provider, parent, OTHER)
    with provider.database.writing() as tx:
        first, second = provider.directory.addresses.of_account(tx, parent.account.id)
        provider.directory.addresses.remove(ActingTransaction(tx), parent.account.id, first.id)
        with pytest.raises(PersonError) as caught:
            provider.directory.addresses.remove(ActingTransaction(tx), parent.account.id, second.id)
        assert caught.value.code == "PRV-ADDRESS-LAST"
        assert provider.directory.accounts.find_by_address(tx, first.address) is None
    assert len(messages_in_outbox(provider, "address_removed")) == 2


@pytest.mark.race
def test_two_addresses_removed_at_once_leave_one(provider: Provider, parent: Parent) -> None:
    add(provider, parent, OTHER)
    with provider.database.reading() as tx:
        addresses = provider.directory.addresses.of_account(tx, parent.account.id)

    def remove(number: int) -> bool:
        try:
            with provider.database.writing() as tx:
                provider.directory.addresses.remove(
                    ActingTransaction(tx), parent.account.id, addresses[number].id
                )
        except PersonError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(remove, range(2))) == 1


def test_a_disabled_account_is_found_disabled_and_can_be_enabled(
    provider: Provider, parent: Parent
) -> None:
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
        assert provider.directory.accounts.get(tx, parent.account.id).disabled
        provider.directory.accounts.enable(tx, parent.account.id, actor="admin:test")
        assert not provider.directory.accounts.get(tx, parent.account.id).disabled


def test_an_erased_account_frees_its_address_for_another_id(
    provider: Provider, parent: Parent
) -> None:
    with provider.database.writing() as tx:
        provider.directory.accounts.close(tx, parent.account.id)
        assert provider.directory.accounts.get(tx, parent.account.id).disabled
    with pytest.raises(PersonError, match="PRV-ADDRESS-TAKEN"):
        create(provider, parent.address)
    with provider.database.writing() as tx:
        assert provider.directory.accounts.erase(tx, parent.account.id)
        assert not provider.directory.accounts.erase(tx, parent.account.id)
        assert provider.directory.accounts.password_of(tx, parent.account.id) is None
        assert provider.directory.addresses.of_account(tx, parent.account.id) == ()
    assert create(provider, parent.address) != parent.account.id


def test_the_language_of_an_account_can_change(provider: Provider, parent: Parent) -> None:
    with provider.database.writing() as tx:
        provider.directory.accounts.set_locale(ActingTransaction(tx), parent.account.id, "en")
        assert provider.directory.accounts.get(tx, parent.account.id).locale == "en"


def test_the_database_does_not_hold_the_address(provider: Provider, parent: Parent) -> None:
    with provider.database.reading() as tx:
        rows = tx.rows(Statement("SELECT * FROM address"))
    plain = [
        [bytes(each) if isinstance(each, memoryview) else each for each in row] for row in rows
    ]
    assert parent.address.partition("@")[0] not in repr(plain)
