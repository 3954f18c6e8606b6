"""Whoever can write to the database alone proves nobody's address (docs/decisions/0024)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from idp.accounts import EmailVerification, Purpose, Session
from idp.errors import PersonError
from idp.ids import hashed
from idp.normalisation.address import parse_address
from idp.storage import Statement
from idp.wiring import Provider
from tests.accounts.letters import codes_in_outbox
from tests.acting import session_of
from tests.conftest import Parent, TestClock, make_parent
from tests.imported_accounts.written import write
from tests.journeys.people import ADDRESS, NEW_PASSWORD, PASSWORD, VISITOR, know, prove
from tests.journeys.test_claim_imported import comes_back, imported

OWN = "intrus@exemple.quebec"
OTHER = "m.tremblay@exemple.quebec"
_ALTERED = (
    "purpose = 'recover'",
    "account_id = 'another'",
    "address_sealed = (SELECT address_sealed FROM address_proof WHERE id_hash = :other)",
    "created_at = created_at - 1",
    "mac = NULL",
    "mac = (SELECT mac FROM address_proof WHERE id_hash = :other)",
    "proven_at = proven_at + 1",
)


def alter(provider: Provider, proof: EmailVerification, change: str, **values: object) -> None:
    """Write to the row of `proof`, as one who has the database and no key."""
    with provider.database.writing() as tx:
        changed = tx.run(
            Statement(f"UPDATE address_proof SET {change} WHERE id_hash = :id_hash"),
            id_hash=hashed(proof.id),
            **values,
        )
    assert changed == 1


def is_refused(action: Callable[[], object]) -> None:
    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        action()


def finish(
    provider: Provider, proof: EmailVerification, session: Session | None
) -> Callable[[], object]:
    """Return what uses a proof of that purpose."""
    if session is None:
        return {
            Purpose.SIGN_UP: lambda: provider.journeys.sign_up.create(proof, PASSWORD, VISITOR),
            Purpose.RECOVER: lambda: provider.journeys.recover.set_password(
                proof, NEW_PASSWORD, VISITOR
            ),
            Purpose.CLAIM: lambda: provider.journeys.sign_up.create_by_former_password(
                proof, VISITOR
            ),
        }[proof.purpose]
    own = provider.own_account
    return {
        Purpose.MERGE: lambda: own.merge_accounts.merge(session, proof, VISITOR),
        Purpose.ADD_ADDRESS: lambda: own.own_addresses.add(session, proof, VISITOR),
        Purpose.SECOND_PROOF: lambda: own.second_proof.finish(session, proof, VISITOR),
    }[proof.purpose]


@pytest.fixture
def others(provider: Provider, parent: Parent) -> Parent:
    """Another account, that the intruder would like; the parent is the intruder."""
    know(provider, parent.account)
    return make_parent(provider, OTHER)


@pytest.mark.parametrize(
    "purpose",
    [
        Purpose.SIGN_UP,
        Purpose.RECOVER,
        Purpose.MERGE,
        Purpose.ADD_ADDRESS,
        Purpose.SECOND_PROOF,
        Purpose.CLAIM,
    ],
)
def test_a_time_written_into_the_database_proves_no_address(
    provider: Provider, parent: Parent, others: Parent, clock: TestClock, purpose: Purpose
) -> None:
    visited = {Purpose.SIGN_UP, Purpose.RECOVER, Purpose.CLAIM}
    session = None if purpose in visited else session_of(provider, parent.account)
    if purpose is Purpose.CLAIM:
        write(provider, "b2c", imported())
        proof = comes_back(provider.journeys).proof
    else:
        known = {
            Purpose.RECOVER: others.address,
            Purpose.MERGE: others.address,
            Purpose.SECOND_PROOF: parent.address,
        }
        proof = provider.journeys.prove_address.begin(
            known.get(purpose, ADDRESS), purpose, VISITOR, session
        )
    alter(provider, proof, "proven_at = :now", now=clock.now)
    is_refused(lambda: provider.journeys.prove_address.find(proof.id, VISITOR))
    is_refused(finish(provider, replace(proof, proven_at=clock.now), session))


@pytest.mark.parametrize("change", _ALTERED)
def test_what_was_altered_once_it_was_proven_counts_for_nothing(
    provider: Provider, change: str
) -> None:
    other = prove(provider, provider.journeys, OWN)
    proof = prove(provider, provider.journeys, ADDRESS)
    if ":other" in change:
        alter(provider, proof, change, other=hashed(other.id))
    else:
        alter(provider, proof, change)
    is_refused(lambda: provider.journeys.prove_address.find(proof.id, VISITOR))


@pytest.mark.parametrize("change", ["mac = NULL", "proven_at = proven_at + 1"])
def test_a_row_that_is_altered_after_it_was_read_is_not_spent(
    provider: Provider, change: str
) -> None:
    proof = prove(provider, provider.journeys, ADDRESS)
    alter(provider, proof, change)
    is_refused(finish(provider, proof, None))


def test_the_code_of_ones_own_mailbox_proves_no_other_address(provider: Provider) -> None:
    other = provider.journeys.prove_address.begin(ADDRESS, Purpose.SIGN_UP, VISITOR)
    own = provider.journeys.prove_address.begin(OWN, Purpose.SIGN_UP, VISITOR)
    alter(
        provider,
        own,
        """(address_sealed, address_hash) =
           (SELECT address_sealed, address_hash FROM address_proof WHERE id_hash = :other)""",
        other=hashed(other.id),
    )
    is_refused(lambda: provider.journeys.prove_address.find(own.id, VISITOR))


def test_a_proof_that_an_older_program_marked_is_begun_again(
    provider: Provider, clock: TestClock
) -> None:
    proof = provider.journeys.prove_address.begin(ADDRESS, Purpose.SIGN_UP, VISITOR)
    alter(provider, proof, "proven_at = :now", now=clock.now)
    clock.advance(minutes=3)
    again = prove(provider, provider.journeys, ADDRESS)
    assert again.id != proof.id
    assert codes_in_outbox(provider)
    with provider.database.writing() as tx:
        provider.directory.email_verifications.spend(tx, again)


def test_two_that_are_begun_in_one_second_are_both_bound(provider: Provider) -> None:
    begun = []
    for _ in range(2):
        with provider.database.writing() as tx:
            begun.append(
                provider.directory.email_verifications.begin(
                    tx,
                    browser=VISITOR.browser,
                    purpose=Purpose.SIGN_UP,
                    address=parse_address(ADDRESS),
                )
            )
    assert begun[0].id != begun[1].id
    for each in begun:
        assert provider.journeys.prove_address.find(each.id, VISITOR) == each
    alter(provider, begun[1], "purpose = 'recover'")
    is_refused(lambda: provider.journeys.prove_address.find(begun[1].id, VISITOR))
