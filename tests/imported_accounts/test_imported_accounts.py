"""Imported accounts: found by an address, claimed once, and worth nothing when altered."""

import pytest

from idp.accounts.sealed_address import address_hash
from idp.ids import AccountId
from idp.imported_accounts import FormerIdentity, FormerPassword, ImportedAccount, ImportedId
from idp.imported_accounts.bound import contact_hash, student_key
from idp.imported_accounts.former import FormerChild
from idp.normalisation.address import parse_address
from idp.registry.contact import fiche_key
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import Parent
from tests.imported_accounts.written import confirm, former_account, write

ADDRESS = "marie.tremblay@exemple.quebec"
PASSWORD = FormerPassword("bcrypt", "$2b$12$…")
OTHER = AccountId("another-account")


def waiting(provider: Provider, address: str = ADDRESS) -> tuple[ImportedAccount, ...]:
    with provider.database.reading() as tx:
        return provider.directory.imported_accounts.waiting(tx, parse_address(address))


def take(provider: Provider, imported_id: ImportedId, account_id: AccountId) -> bool:
    with provider.database.writing() as tx:
        return provider.directory.imported_accounts.take(tx, imported_id, account_id)


def claimed(provider: Provider, account_id: AccountId) -> tuple[ImportedAccount, ...]:
    with provider.database.reading() as tx:
        return provider.directory.imported_accounts.of_account(tx, account_id)


def test_an_imported_account_is_found_by_each_of_its_addresses(provider: Provider) -> None:
    write(provider, "b2c", former_account("oid-1", ADDRESS, "marie@travail.example"))
    for typed in (ADDRESS, " Marie.Tremblay@Exemple.Quebec", "marie@travail.example"):
        (found,) = waiting(provider, typed)
        assert (found.source, found.subject) == ("b2c", "oid-1")
    assert waiting(provider, "jean@exemple.quebec") == ()


def test_one_address_finds_one_account_of_each_source(provider: Provider) -> None:
    write(provider, "keycloak", former_account("7", ADDRESS))
    write(provider, "b2c", former_account("oid-1", ADDRESS))
    assert [each.source for each in waiting(provider)] == ["b2c", "keycloak"]


def test_an_address_of_two_accounts_of_one_source_finds_neither(provider: Provider) -> None:
    write(
        provider, "b2c", former_account("1", ADDRESS), former_account("2", "b@a.example", ADDRESS)
    )
    assert waiting(provider) == ()
    assert [each.subject for each in waiting(provider, "b@a.example")] == ["2"]


def test_an_imported_account_is_claimed_once(provider: Provider, parent: Parent) -> None:
    (imported_id,) = write(provider, "b2c", former_account("oid-1", ADDRESS))
    assert take(provider, imported_id, parent.account.id)
    assert not take(provider, imported_id, parent.account.id)
    assert not take(provider, imported_id, OTHER)
    assert waiting(provider) == ()
    (found,) = claimed(provider, parent.account.id)
    assert (found.subject, found.claimed_by) == ("oid-1", parent.account.id)


def test_an_account_claims_one_of_each_source(provider: Provider, parent: Parent) -> None:
    first, second = write(
        provider, "b2c", former_account("oid-1", ADDRESS), former_account("oid-2", "m@a.example")
    )
    (elsewhere,) = write(provider, "keycloak", former_account("oid-1", ADDRESS))
    assert take(provider, first, parent.account.id)
    assert not take(provider, second, parent.account.id)
    assert take(provider, elsewhere, parent.account.id)
    assert [each.source for each in claimed(provider, parent.account.id)] == ["b2c", "keycloak"]


def test_a_disabled_one_is_neither_found_nor_claimed(provider: Provider, parent: Parent) -> None:
    disabled = former_account("oid-1", ADDRESS, is_disabled=True)
    (imported_id,) = write(provider, "b2c", disabled)
    assert waiting(provider) == ()
    assert not take(provider, imported_id, parent.account.id)


ALTERED = {
    "another owner of the address": """UPDATE imported_address SET imported_id =
        (SELECT id FROM imported_account WHERE subject = 'oid-2')""",
    "another address": "UPDATE imported_address SET address_hash = :address_hash",
    "an account that was enabled": "UPDATE imported_account SET disabled = 0",
    "the id of another account": """UPDATE imported_account SET subject = 'oid-9'
        WHERE subject = 'oid-1'""",
    "another former system": "UPDATE imported_account SET source = 'a9' WHERE subject = 'oid-1'",
}


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED.keys())
def test_a_row_that_the_database_alone_made_counts_for_nothing(
    provider: Provider, statement: str
) -> None:
    typed = "intrus@exemple.quebec"
    disabled = "disabled" in statement
    write(
        provider,
        "b2c",
        former_account("oid-1", ADDRESS, is_disabled=disabled),
        former_account("oid-2"),
    )
    with provider.database.writing() as tx:
        hashed = address_hash(provider.vault, parse_address(typed))
        named = {"address_hash": hashed} if ":address_hash" in statement else {}
        assert tx.run(Statement(statement), **named)
    assert (*waiting(provider), *waiting(provider, typed)) == ()


def test_a_claim_that_the_database_alone_made_is_none(provider: Provider) -> None:
    write(provider, "b2c", former_account("oid-1", ADDRESS))
    claim = Statement("UPDATE imported_account SET claimed_by = :id, claimed_at = 1")
    with provider.database.writing() as tx:
        tx.run(claim, id=OTHER)
    assert claimed(provider, OTHER) == ()


def test_an_altered_row_cannot_be_claimed_either(provider: Provider, parent: Parent) -> None:
    (imported_id,) = write(provider, "b2c", former_account("oid-1", ADDRESS, is_disabled=True))
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE imported_account SET disabled = 0"))
    assert not take(provider, imported_id, parent.account.id)


def test_what_came_along_is_read_again(provider: Provider) -> None:
    identity = FormerIdentity("https://login.microsoftonline.com/t/v2.0", "oid-at-microsoft")
    former = former_account("1", ADDRESS, password=PASSWORD, identities=(identity,))
    (imported_id,) = write(provider, "b2c", former)
    confirm(provider, "b2c", [FormerChild("1", "887000", "2045241")])
    store = provider.directory.imported_accounts
    (found,) = waiting(provider)
    assert found.has_password
    with provider.database.writing() as tx:
        assert store.password(tx, imported_id) == PASSWORD
        assert store.identities(tx, imported_id) == (identity,)
        assert [each.written for each in store.addresses(tx, imported_id)] == [ADDRESS]
        (child,) = store.children(tx, imported_id)
        assert (child.organisation, child.fiche) == ("887000", "2045241")
        assert child.student_key == fiche_key(provider.vault, "887000", "2045241")
        store.drop_password(tx, imported_id)
        assert store.password(tx, imported_id) is None
        assert store.drop_child(tx, imported_id, child)
        assert store.children(tx, imported_id) == ()


def test_a_password_of_another_row_opens_nothing(provider: Provider) -> None:
    ours, _ = write(
        provider,
        "b2c",
        former_account("1", ADDRESS, password=PASSWORD),
        former_account("2", password=FormerPassword("bcrypt", "$2b$12$known")),
    )
    exchange = Statement(
        """UPDATE imported_account SET password_sealed =
               (SELECT password_sealed FROM imported_account WHERE subject = '2')"""
    )
    with provider.database.writing() as tx:
        tx.run(exchange)
        assert provider.directory.imported_accounts.password(tx, ours) is None


def test_hashes_are_those_of_accounts_and_of_the_registry(provider: Provider) -> None:
    address = parse_address(ADDRESS)
    vault = provider.vault
    assert contact_hash(vault, address.normal) == address_hash(vault, address)
    assert student_key(vault, "887000", "2045241") == fiche_key(vault, "887000", "2045241")


def test_a_merge_keeps_what_either_account_had_claimed(provider: Provider, parent: Parent) -> None:
    mine, theirs = write(provider, "b2c", former_account("1"), former_account("2"))
    (elsewhere,) = write(provider, "keycloak", former_account("3"))
    for imported_id, owner in ((mine, parent.account.id), (theirs, OTHER), (elsewhere, OTHER)):
        assert take(provider, imported_id, owner)
    with provider.database.writing() as tx:
        provider.directory.imported_accounts.move(tx, OTHER, parent.account.id)
    kept = [(each.source, each.subject) for each in claimed(provider, parent.account.id)]
    assert kept == [("b2c", "1"), ("keycloak", "3")]


def test_an_erased_account_leaves_nothing_that_it_had_claimed(
    provider: Provider, parent: Parent
) -> None:
    mine, _ = write(
        provider, "b2c", former_account("1", ADDRESS), former_account("2", "b@a.example")
    )
    confirm(provider, "b2c", [FormerChild("1", "887000", "2045241")])
    assert take(provider, mine, parent.account.id)
    with provider.database.writing() as tx:
        provider.directory.imported_accounts.forget(tx, parent.account.id)
        kept = tx.rows(Statement("SELECT imported_id FROM imported_address"))
        assert len(kept) == 1
        assert tx.rows(Statement("SELECT imported_id FROM imported_child")) == []
