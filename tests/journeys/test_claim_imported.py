"""Imported parents come back: by the password of before, by a code, by another provider."""

from typing import Any

import bcrypt
import pytest
from msgspec.structs import replace

from idp.accounts import Purpose
from idp.errors import PersonError
from idp.former_hashes import read_encoded, scheme_of, written
from idp.ids import AccountId, ClientId
from idp.imported_accounts import FormerPassword
from idp.imported_accounts.former import FormerAccount
from idp.journeys.begin_session import Entry
from idp.journeys.sign_in import CodeDue
from idp.journeys.visitor import Visitor
from idp.normalisation.address import parse_address
from idp.storage import Statement
from idp.wiring import Provider
from idp.wiring.journeys import Journeys
from tests.accounts.letters import codes_in_outbox
from tests.conftest import Parent, register
from tests.imported_accounts.written import former_account, write
from tests.journeys.people import ADDRESS, NEW_PASSWORD, STRANGER, VISITOR, prove, whole
from tests.relying_party import RelyingParty, claims_of

OLD_PASSWORD = "Hirondelle7!"
SUBJECT = "ad020f8e-1ba6-4b2c-9d6a-0c0e2f3a4b5c"
COUNT = Statement("SELECT COUNT(*) FROM account")
EVENTS = Statement("SELECT kind FROM audit_event WHERE subject = :account_id ORDER BY seq")
HASHES = Statement("SELECT password_hash FROM account WHERE id = :account_id")


def hashed(password: str) -> FormerPassword:
    """Return what an import keeps of a hash that the former system made."""
    text = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
    former = read_encoded(text)
    return FormerPassword(scheme_of(former), written(former))


def imported(subject: str = SUBJECT, **changes: Any) -> FormerAccount:  # noqa: ANN401
    return former_account(subject, ADDRESS, **{"password": hashed(OLD_PASSWORD), **changes})


def comes_back(
    journeys: Journeys, password: str = OLD_PASSWORD, visitor: Visitor = VISITOR
) -> CodeDue:
    due = journeys.sign_in.sign_in(ADDRESS, password, visitor, remember=True)
    assert isinstance(due, CodeDue)
    return due


def enter(provider: Provider, due: CodeDue, visitor: Visitor = VISITOR) -> Entry | None:
    """Enter the code that was sent."""
    journeys = provider.journeys
    code = codes_in_outbox(provider)[-1]
    journeys.prove_address.check(due.proof, code, visitor)
    proof = journeys.prove_address.find(due.proof.id, visitor)
    return journeys.sign_up.create_by_former_password(proof, visitor)


def account_id(provider: Provider) -> AccountId:
    with provider.database.reading() as tx:
        found = provider.directory.accounts.find_by_address(tx, parse_address(ADDRESS))
    assert found is not None
    return found.id


def former_subject(provider: Provider, source: str = "b2c") -> str | None:
    found = account_id(provider)
    with provider.database.reading() as tx:
        return provider.tokens.former_subjects.find(tx, found, source)


def counted(provider: Provider) -> int:
    with provider.database.reading() as tx:
        row = tx.row(COUNT)
    assert row is not None
    return int(row[0])


def refusal(journeys: Journeys, password: str) -> PersonError:
    with pytest.raises(PersonError) as refused:
        journeys.sign_in.sign_in(ADDRESS, password, VISITOR, remember=False)
    return refused.value


def test_the_password_of_before_and_a_code_make_the_account_with_the_former_name(
    provider: Provider, journeys: Journeys
) -> None:
    write(provider, "b2c", imported())
    due = comes_back(journeys)
    assert counted(provider) == 0
    started = whole(enter(provider, due) or due)
    assert started.max_age_seconds == 60 * 24 * 3600
    assert former_subject(provider) == SUBJECT
    with provider.database.reading() as tx:
        found = account_id(provider)
        kinds = [row[0] for row in tx.rows(EVENTS, account_id=found)]
        stored = tx.row(HASHES, account_id=found)
        assert provider.directory.imported_accounts.waiting(tx, due.proof.address) == ()
    assert {"account_created", "imported_account_claimed", "signed_in"} <= {*kinds}
    assert stored is not None
    assert str(stored[0]).startswith("$argon2id$")
    whole(journeys.sign_in.sign_in(ADDRESS, OLD_PASSWORD, VISITOR, remember=False))


def test_who_came_back_is_known_to_the_portal_of_before_and_to_no_other_by_that_name(
    provider: Provider, journeys: Journeys, relying_party: RelyingParty
) -> None:
    write(provider, "b2c", imported())
    due = comes_back(journeys)
    started = whole(enter(provider, due) or due)
    of_before = replace(relying_party.client, id=ClientId("of-before"), subject_source="b2c")
    secret = register(provider, of_before).secret
    told = {}
    for client, known in ((relying_party.client, relying_party.secret), (of_before, secret)):
        party = replace(relying_party, client=client, secret=known, session=started.token)
        told[client.id] = claims_of(party.tokens()["id_token"])["sub"]
    assert told == {relying_party.client.id: account_id(provider), of_before.id: SUBJECT}


def test_a_wrong_password_is_answered_as_ever(provider: Provider, journeys: Journeys) -> None:
    unknown = refusal(journeys, "Hirondelle8!")
    write(provider, "b2c", imported())
    wrong = refusal(journeys, "Hirondelle8!")
    assert (wrong.code, wrong.message_key) == (unknown.code, unknown.message_key)
    assert not codes_in_outbox(provider)


def test_the_password_of_before_opens_no_account_that_is_here(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    write(provider, "b2c", former_account("1", parent.address, password=hashed(OLD_PASSWORD)))
    with pytest.raises(PersonError, match="PRV-SIGN-IN-WRONG"):
        journeys.sign_in.sign_in(parent.address, OLD_PASSWORD, VISITOR, remember=False)
    assert not codes_in_outbox(provider)


def test_a_right_password_without_the_code_makes_nothing(
    provider: Provider, journeys: Journeys
) -> None:
    write(provider, "b2c", imported())
    due = comes_back(journeys)
    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        journeys.sign_up.create_by_former_password(due.proof, VISITOR)
    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        journeys.prove_address.find(due.proof.id, STRANGER)
    assert counted(provider) == 0


def test_a_password_that_everybody_uses_opens_the_way_to_a_new_one(
    provider: Provider, journeys: Journeys
) -> None:
    write(provider, "b2c", imported(password=hashed("Soleil#2019")))
    due = comes_back(journeys, "Soleil#2019")
    assert enter(provider, due) is None
    proof = journeys.prove_address.find(due.proof.id, VISITOR)
    whole(journeys.sign_up.create(proof, NEW_PASSWORD, VISITOR))
    assert former_subject(provider) == SUBJECT


@pytest.mark.parametrize("purpose", [Purpose.SIGN_UP, Purpose.RECOVER])
def test_a_code_and_a_new_password_do_the_same(
    provider: Provider, journeys: Journeys, purpose: Purpose
) -> None:
    write(provider, "b2c", imported(password=None))
    proof = prove(provider, journeys, ADDRESS, purpose)
    assert journeys.sign_up.is_imported(proof)
    whole(journeys.sign_up.create(proof, NEW_PASSWORD, VISITOR))
    assert former_subject(provider) == SUBJECT


def test_an_account_that_is_here_claims_when_it_proves_the_address_again(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    write(provider, "b2c", former_account(SUBJECT, parent.address))
    proof = prove(provider, journeys, parent.address, Purpose.RECOVER)
    journeys.recover.set_password(proof, NEW_PASSWORD, VISITOR)
    with provider.database.reading() as tx:
        found = provider.tokens.former_subjects.find(tx, parent.account.id, "b2c")
    assert found == SUBJECT


def test_an_account_that_is_here_claims_by_a_second_proof(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    write(provider, "b2c", former_account(SUBJECT, parent.address))
    session = whole(
        journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=False)
    ).session
    second = provider.own_account.second_proof
    (address,) = second.choices(session, oldest=False)
    proof = second.begin(session, address.id, VISITOR)
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR, session)
    second.finish(session, journeys.prove_address.find(proof.id, VISITOR), VISITOR)
    with provider.database.reading() as tx:
        found = provider.tokens.former_subjects.find(tx, parent.account.id, "b2c")
    assert found == SUBJECT


def test_one_account_of_each_source_is_claimed(provider: Provider, journeys: Journeys) -> None:
    write(provider, "b2c", imported())
    write(provider, "keycloak", imported("k-1", password=None))
    assert enter(provider, comes_back(journeys))
    assert former_subject(provider) == SUBJECT
    assert former_subject(provider, "keycloak") == "k-1"


@pytest.mark.parametrize("purpose", [Purpose.SIGN_UP, Purpose.RECOVER])
def test_a_disabled_one_is_let_in_by_no_way(
    provider: Provider, journeys: Journeys, purpose: Purpose
) -> None:
    write(provider, "b2c", imported(is_disabled=True))
    assert refusal(journeys, OLD_PASSWORD).code == "PRV-ACCOUNT-CLOSED"
    assert refusal(journeys, "Hirondelle8!").code == "PRV-SIGN-IN-WRONG"
    proof = prove(provider, journeys, ADDRESS, purpose)
    assert journeys.sign_up.is_imported(proof)
    with pytest.raises(PersonError, match="PRV-ACCOUNT-CLOSED"):
        journeys.sign_up.create(proof, NEW_PASSWORD, VISITOR)
    assert counted(provider) == 0


def test_one_that_was_disabled_while_the_code_was_on_its_way_is_not_let_in(
    provider: Provider, journeys: Journeys
) -> None:
    write(provider, "b2c", imported())
    due = comes_back(journeys)
    with provider.database.writing() as tx:
        tx.run(Statement("DELETE FROM imported_account"))
    write(provider, "b2c", imported(is_disabled=True))
    with pytest.raises(PersonError, match="PRV-ACCOUNT-CLOSED"):
        enter(provider, due)
    assert counted(provider) == 0


def test_who_begins_in_two_browsers_gets_one_account(
    provider: Provider, journeys: Journeys
) -> None:
    write(provider, "b2c", imported())
    here = comes_back(journeys)
    assert enter(provider, here)
    there = replace(STRANGER)
    with pytest.raises(PersonError, match="PRV-SIGN-IN-WRONG"):
        journeys.sign_in.sign_in(ADDRESS, "Hirondelle8!", there, remember=False)
    whole(journeys.sign_in.sign_in(ADDRESS, OLD_PASSWORD, there, remember=False))


def test_what_is_kept_until_the_code_goes_with_the_proof(
    provider: Provider, journeys: Journeys
) -> None:
    write(provider, "b2c", imported())
    comes_back(journeys)
    with provider.database.writing() as tx:
        kept = tx.row(Statement("SELECT password_sealed FROM kept_password"))
        assert kept is not None
        assert b"argon2" not in bytes(kept[0])
        tx.run(Statement("DELETE FROM address_proof"))
        assert tx.row(Statement("SELECT 1 FROM kept_password")) is None
