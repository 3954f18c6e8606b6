"""Two accounts of one person become one: with proof of both, all or nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.accounts import EmailVerification, NewSession, Purpose, Session
from idp.accounts.acr import ACR_PASSWORD
from idp.accounts.model import Details
from idp.authenticators import Holder, Realm
from idp.errors import PersonError
from idp.ids import AccountId, ClientId
from idp.storage import ActingTransaction, Statement
from idp.upstream.model import Identity
from idp.wiring import Provider
from idp.wiring.journeys import Journeys
from tests.accounts.letters import codes_in_outbox
from tests.acting import session_of
from tests.authenticators.test_second_factor import add_app
from tests.children.test_facts import confirm
from tests.conftest import Parent, make_parent
from tests.databases import on_one_database
from tests.journeys.people import STRANGER, VISITOR, know
from tests.registry.conftest import Import, import_lines, line

__all__ = ["import_lines"]

OTHER = "m.tremblay@exemple.quebec"
SIGNALS = Statement("SELECT kind FROM portal_signal WHERE account_id = :account_id ORDER BY id")
AUDITED = Statement("SELECT details FROM audit_event WHERE kind = 'accounts_merged'")


@pytest.fixture
def other(provider: Provider, parent: Parent) -> Parent:
    """The second account of the same person."""
    other = make_parent(provider, OTHER)
    for each in (parent, other):
        know(provider, each.account)
    return other


def proof_of(
    provider: Provider, journeys: Journeys, keeper: Parent, address: str
) -> EmailVerification:
    """Prove `address` to the account that is to stay."""
    session = session_of(provider, keeper.account)
    proof = journeys.prove_address.begin(address, Purpose.MERGE, VISITOR, session)
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR, session)
    return journeys.prove_address.find(proof.id, VISITOR)


def addresses_of(provider: Provider, account_id: AccountId) -> set[str]:
    with provider.database.reading() as tx:
        return {
            each.address.written for each in provider.directory.addresses.of_account(tx, account_id)
        }


def test_what_the_other_account_held_belongs_to_the_one_that_stays(
    provider: Provider, journeys: Journeys, parent: Parent, other: Parent, import_lines: Import
) -> None:
    import_lines([line(), line("7654321", OTHER, code="TREX71531400")])
    confirm(provider, parent)
    confirm(provider, other, "7654321")
    kept, lost = parent.account.id, other.account.id
    identity = Identity("microsoft", ("tid", "oid"), "https://login", "sub", "m@exemple.quebec")
    with provider.database.writing() as tx:
        provider.directory.consents.give(
            ActingTransaction(tx), kept, ClientId("portal"), ("openid",)
        )
        provider.directory.consents.give(ActingTransaction(tx), lost, ClientId("portal"), ("gpi",))
        provider.directory.upstream_links.add(tx, lost, identity, linked_by="code")
        provider.directory.details.keep(ActingTransaction(tx), lost, Details(given_name="Marie"))
        session = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, lost),
            NewSession(amr=("pwd",), acr=ACR_PASSWORD),
            replacing=None,
        )
    proof = proof_of(provider, journeys, parent, OTHER)
    stays, ends = provider.own_account.merge_accounts.preview(kept, proof)
    assert (stays.addresses, ends.addresses) == ((parent.address,), (OTHER,))
    assert (ends.children, ends.identities) == (1, ("m@exemple.quebec",))
    provider.own_account.merge_accounts.merge(session_of(provider, parent.account), proof, VISITOR)
    assert addresses_of(provider, kept) == {parent.address, OTHER}
    assert addresses_of(provider, lost) == set()
    with provider.database.reading() as tx:
        assert len(provider.directory.children.facts(tx, kept).children) == 2
        assert provider.directory.consents.covers(tx, kept, ClientId("portal"), ("openid", "gpi"))
        assert provider.directory.consents.of_account(tx, lost) == ()
        assert [
            each.account_id for each in provider.directory.upstream_links.of_account(tx, kept)
        ] == [kept]
        assert provider.directory.details.of_account(tx, kept).details.given_name == "Marie"
        assert provider.directory.sessions.find(tx, session.token) is None
        assert provider.directory.accounts.get(tx, lost).disabled
        assert ("account_closed",) in tx.rows(SIGNALS, account_id=lost)
        assert lost in str(tx.row(AUDITED))


def test_a_child_that_both_confirmed_is_one_child(
    provider: Provider, journeys: Journeys, parent: Parent, other: Parent, import_lines: Import
) -> None:
    import_lines([line(), line(address=OTHER)])
    confirm(provider, parent)
    confirm(provider, other)
    proof = proof_of(provider, journeys, parent, OTHER)
    provider.own_account.merge_accounts.merge(session_of(provider, parent.account), proof, VISITOR)
    with provider.database.reading() as tx:
        assert len(provider.directory.children.linked(tx, parent.account.id)) == 1


def test_nothing_is_joined_without_the_code_or_for_somebody_else(
    provider: Provider, journeys: Journeys, parent: Parent, other: Parent
) -> None:
    session = session_of(provider, parent.account)
    unproven = journeys.prove_address.begin(OTHER, Purpose.MERGE, VISITOR, session)
    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        provider.own_account.merge_accounts.merge(session, unproven, VISITOR)
    proof = proof_of(provider, journeys, parent, OTHER)
    stranger = make_parent(provider, "inconnu@exemple.quebec")
    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        provider.own_account.merge_accounts.merge(
            session_of(provider, stranger.account), proof, VISITOR
        )
    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        journeys.prove_address.find(proof.id, STRANGER)
    assert addresses_of(provider, other.account.id) == {OTHER}


@on_one_database
def test_a_code_that_was_asked_for_to_add_an_address_joins_nothing(
    provider: Provider, journeys: Journeys, parent: Parent, other: Parent
) -> None:
    session = session_of(provider, parent.account)
    proof = journeys.prove_address.begin(OTHER, Purpose.ADD_ADDRESS, VISITOR, session)
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR, session)
    proven = journeys.prove_address.find(proof.id, VISITOR)
    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        provider.own_account.merge_accounts.merge(session, proven, VISITOR)
    assert addresses_of(provider, other.account.id) == {OTHER}


@on_one_database
@pytest.mark.parametrize(
    ("address", "code"),
    [("personne@exemple.quebec", "NONE"), ("marie.tremblay@exemple.quebec", "SAME")],
)
def test_there_must_be_another_account(
    provider: Provider, journeys: Journeys, parent: Parent, address: str, code: str
) -> None:
    proof = proof_of(provider, journeys, parent, address)
    with pytest.raises(PersonError, match=f"PRV-MERGE-{code}"):
        provider.own_account.merge_accounts.preview(parent.account.id, proof)


@on_one_database
def test_an_account_that_was_disabled_is_not_let_in_by_a_merge(
    provider: Provider, journeys: Journeys, parent: Parent, other: Parent
) -> None:
    proof = proof_of(provider, journeys, parent, OTHER)
    with provider.database.writing() as tx:
        provider.directory.accounts.disable(tx, other.account.id, actor="admin:test")
    with pytest.raises(PersonError, match="PRV-ACCOUNT-CLOSED"):
        provider.own_account.merge_accounts.merge(
            session_of(provider, parent.account), proof, VISITOR
        )


@on_one_database
def test_an_account_with_a_second_factor_does_not_end_by_a_code(
    provider: Provider, journeys: Journeys, parent: Parent, other: Parent
) -> None:
    proof = proof_of(provider, journeys, parent, OTHER)
    add_app(provider, Holder(Realm.ACCOUNT, other.account.id))
    with pytest.raises(PersonError, match="PRV-MERGE-FACTORS"):
        provider.own_account.merge_accounts.merge(
            session_of(provider, parent.account), proof, VISITOR
        )


@pytest.mark.race
def test_merges_begun_from_either_side_at_once_leave_one_account(
    provider: Provider, journeys: Journeys, parent: Parent, other: Parent
) -> None:
    """Each twice, too: one proof buys one merge."""
    from_parent = proof_of(provider, journeys, parent, OTHER)
    from_other = proof_of(provider, journeys, other, parent.address)

    def merge(session: Session, proof: EmailVerification) -> str:
        try:
            provider.own_account.merge_accounts.merge(session, proof, VISITOR)
        except PersonError as error:
            return error.code
        return "merged"

    keepers = [(parent, from_parent), (other, from_other)] * 2
    # Whoever signed in only now might find the account merged already.
    tries = [(session_of(provider, keeper.account), proof) for keeper, proof in keepers]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda each: merge(*each), tries))
    assert outcomes.count("merged") == 1
    left = [addresses_of(provider, each.account.id) for each in (parent, other)]
    assert sorted(left, key=len) == [set(), {parent.address, OTHER}]
