"""Portals of a former system know its people by the `sub` of before, and nobody else by it."""

from typing import Any

import pytest
from msgspec.structs import replace

from idp.accounts import Account
from idp.clients import SubjectType
from idp.ids import AccountId, ClientId
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import Parent, make_parent, register
from tests.relying_party import RelyingParty, claims_of, fields, post, sign_in

SOURCE = "b2c"
OLD = "ad020f8e-1ba6-4b2c-9d6a-0c0e2f3a4b5c"
OTHER = "5f1c3d2e-8a77-4e0b-bb1f-93b1d5a7c001"


def naming(party: RelyingParty, name: str = "former", **changes: Any) -> RelyingParty:  # noqa: ANN401
    """Return a portal that names the source, for the same person."""
    chosen: dict[str, Any] = {"id": ClientId(name), "subject_source": SOURCE, **changes}
    client = replace(party.client, **chosen)
    return replace(party, client=client, secret=register(party.provider, client).secret)


@pytest.fixture
def portal_of_before(relying_party: RelyingParty) -> RelyingParty:
    return naming(relying_party)


def take(provider: Provider, account: Account, subject: str = OLD, source: str = SOURCE) -> bool:
    with provider.database.writing() as tx:
        return provider.tokens.former_subjects.take(tx, account.id, source, subject)


def sub(party: RelyingParty) -> str:
    return str(claims_of(party.tokens()["id_token"])["sub"])


def test_it_is_the_same_everywhere(
    portal_of_before: RelyingParty, provider: Provider, parent: Parent
) -> None:
    assert take(provider, parent.account)
    party = portal_of_before
    tokens = party.tokens(scope="openid offline_access")
    credentials = {"client_id": str(party.client.id), "client_secret": party.secret}

    def introspected(token: str) -> object:
        asked = post({**credentials, "token": token})
        return provider.protocol.introspection.answer(asked)["sub"]

    found = [
        claims_of(tokens["id_token"])["sub"],
        claims_of(tokens["access_token"])["sub"],
        introspected(tokens["access_token"]),
        party.userinfo(tokens["access_token"])["sub"],
        claims_of(party.refresh(tokens["refresh_token"])["id_token"])["sub"],
    ]
    assert found == [OLD] * 5
    refreshable = party.tokens(scope="openid offline_access")["refresh_token"]
    assert introspected(refreshable) == OLD


def test_other_portals_know_the_account_as_ever(
    relying_party: RelyingParty, provider: Provider, parent: Parent
) -> None:
    pairwise = naming(
        relying_party, "pairwise", subject_source=None, subject_type=SubjectType.PAIRWISE
    )
    elsewhere = naming(relying_party, "elsewhere", subject_source="keycloak")
    before = sub(pairwise)
    assert take(provider, parent.account)
    assert sub(relying_party) == parent.account.id
    assert sub(pairwise) == before
    assert sub(elsewhere) == parent.account.id


def test_who_came_from_nowhere_is_known_there_as_the_portal_is_registered(
    relying_party: RelyingParty, parent: Parent
) -> None:
    kind = SubjectType.PAIRWISE
    pairwise = naming(relying_party, "pairwise", subject_type=kind)
    other = naming(relying_party, "other", subject_type=kind, subject_source=None)
    assert sub(naming(relying_party)) == parent.account.id
    assert sub(pairwise) == sub(other)


def test_a_name_that_was_told_never_changes(
    portal_of_before: RelyingParty, provider: Provider, parent: Parent
) -> None:
    assert sub(portal_of_before) == parent.account.id
    assert not take(provider, parent.account)
    assert sub(portal_of_before) == parent.account.id


def test_a_trial_of_the_portal_settles_nothing(
    relying_party: RelyingParty, provider: Provider, parent: Parent
) -> None:
    assert sub(naming(relying_party, "trial-of-the-portal")) == parent.account.id
    assert take(provider, parent.account)


def test_a_name_is_one_accounts_alone_and_an_account_has_one(
    portal_of_before: RelyingParty, provider: Provider, parent: Parent
) -> None:
    other = make_parent(provider, "louise.gagnon@exemple.quebec").account
    assert take(provider, parent.account)
    assert take(provider, parent.account)
    assert not take(provider, parent.account, OTHER)
    assert not take(provider, other)
    assert sub(portal_of_before) == OLD
    assert sub(replace(portal_of_before, session=sign_in(provider, other))) == other.id


@pytest.mark.parametrize(
    "subject", ["", "a" * 256, "é" * 10, "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"]
)
def test_a_name_that_could_be_taken_for_another_is_not_taken(
    provider: Provider, parent: Parent, subject: str
) -> None:
    assert not take(provider, parent.account, subject)


def test_the_id_of_an_account_is_nobodys_former_name(provider: Provider, parent: Parent) -> None:
    other = make_parent(provider, "louise.gagnon@exemple.quebec").account
    assert not take(provider, parent.account, other.id)


def test_a_hint_names_who_it_was_given_for(
    portal_of_before: RelyingParty, provider: Provider, parent: Parent
) -> None:
    assert take(provider, parent.account)
    hint = portal_of_before.tokens()["id_token"]
    assert fields(portal_of_before.authorize(id_token_hint=hint, prompt="none"))["code"]
    other = make_parent(provider, "louise.gagnon@exemple.quebec")
    elsewhere = replace(portal_of_before, session=sign_in(provider, other.account))
    answer = fields(elsewhere.authorize(id_token_hint=hint, prompt="none"))
    assert answer["error"] == "login_required"


def test_a_person_is_asked_for_by_the_former_name_and_by_no_other(
    portal_of_before: RelyingParty, provider: Provider, parent: Parent
) -> None:
    def asked(subject: str) -> str:
        return f'{{"id_token": {{"sub": {{"value": "{subject}"}}}}}}'

    assert take(provider, parent.account)
    assert fields(portal_of_before.authorize(claims=asked(OLD), prompt="none"))["code"]
    answer = fields(portal_of_before.authorize(claims=asked(parent.account.id), prompt="none"))
    assert answer["error"] == "login_required"


def test_an_account_is_found_by_the_name_that_the_portal_knows(
    portal_of_before: RelyingParty, provider: Provider, parent: Parent
) -> None:
    other = make_parent(provider, "louise.gagnon@exemple.quebec").account
    assert take(provider, parent.account)
    subjects, client = provider.tokens.subjects, portal_of_before.client
    with provider.database.reading() as tx:
        assert subjects.account_of(tx, client, OLD) == parent.account.id
        assert subjects.account_of(tx, client, other.id) == other.id
        assert subjects.account_of(tx, client, parent.account.id) is None
        elsewhere = replace(client, subject_source=None)
        assert subjects.account_of(tx, elsewhere, parent.account.id) == parent.account.id
        assert subjects.account_of(tx, elsewhere, OLD) != parent.account.id


def test_a_row_that_was_moved_to_another_account_names_nobody(
    provider: Provider, parent: Parent
) -> None:
    other = make_parent(provider, "louise.gagnon@exemple.quebec").account
    assert take(provider, parent.account)
    moved = Statement("UPDATE former_subject SET account_id = :account_id")
    with provider.database.writing() as tx:
        tx.run(moved, account_id=other.id)
    with provider.database.reading() as tx, pytest.raises(ValueError, match="cannot open"):
        provider.tokens.former_subjects.find(tx, AccountId(other.id), SOURCE)


def test_a_hash_that_was_moved_to_another_row_finds_nobody(
    provider: Provider, parent: Parent
) -> None:
    other = make_parent(provider, "jean@exemple.quebec").account
    assert take(provider, parent.account)
    assert take(provider, other, OTHER)
    # Whoever has the database moves the name of one, for which a portal vouches, to the other.
    hash_of = Statement("SELECT subject_hash FROM former_subject WHERE account_id = :account_id")
    drop = Statement("DELETE FROM former_subject WHERE account_id = :account_id")
    move = Statement(
        "UPDATE former_subject SET subject_hash = :moved WHERE account_id = :account_id"
    )
    with provider.database.writing() as tx:
        row = tx.row(hash_of, account_id=other.id)
        assert row is not None
        tx.run(drop, account_id=other.id)
        assert tx.run(move, moved=bytes(row[0]), account_id=parent.account.id) == 1
    with provider.database.reading() as tx, pytest.raises(ValueError, match="another subject"):
        provider.tokens.former_subjects.account_of(tx, SOURCE, OTHER)


def test_the_name_of_an_erased_account_is_never_given_again(
    provider: Provider, parent: Parent
) -> None:
    other = make_parent(provider, "louise.gagnon@exemple.quebec").account
    assert take(provider, parent.account)
    with provider.database.writing() as tx:
        provider.directory.accounts.close(tx, parent.account.id)
        assert provider.directory.accounts.erase(tx, parent.account.id)
    assert not take(provider, other)
