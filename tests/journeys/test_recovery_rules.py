"""What a recovery suspends, and what ends that (docs/decisions/0020)."""

import pytest

from idp.accounts import Purpose
from idp.accounts.model import Started
from idp.additions import Added, AdditionKind
from idp.children import SchoolStatus
from idp.clock import DAY, HOUR
from idp.errors import PersonError
from idp.ids import ClientId
from idp.normalisation.address import parse_address
from idp.storage import ActingTransaction, Statement
from idp.wiring import Provider
from idp.wiring.journeys import Journeys
from tests.accounts.letters import codes_in_outbox, messages_in_outbox
from tests.acting import session_of
from tests.children.test_facts import confirm, status
from tests.conftest import Parent, TestClock, make_parent
from tests.databases import on_one_database
from tests.journeys.people import NEW_PASSWORD, STRANGER, VISITOR, know, prove, whole
from tests.journeys.recovering import (
    KINDS,
    SECOND,
    SIGNALS,
    add_address,
    add_everything,
    address_id,
    find_proof,
    recover,
    second_proof,
    suspended,
    told,
)
from tests.registry.conftest import Import, import_lines, line
from tests.support_actions import support

__all__ = ["import_lines"]


ALL = {AdditionKind.ADDRESS, AdditionKind.LINK, AdditionKind.PASSKEY, AdditionKind.APP}


@pytest.mark.parametrize(
    "case",
    [
        (0, False, ALL),
        (30 * DAY - 1, False, ALL),
        (30 * DAY, False, set()),
        (0, True, set()),
    ],
)
def test_a_recovery_suspends_what_was_added_lately_without_a_second_proof(
    provider: Provider,
    journeys: Journeys,
    parent: Parent,
    clock: TestClock,
    case: tuple[int, bool, set[AdditionKind]],
) -> None:
    age, with_proof, ends = case
    add_everything(provider, parent, Added("Chrome", clock.now if with_proof else None))
    clock.advance(age)
    proof = prove(provider, journeys, parent.address, Purpose.RECOVER)

    entry = journeys.recover.set_password(proof, NEW_PASSWORD, VISITOR)

    assert {each.kind for each in suspended(provider, parent)} == ends
    assert isinstance(entry, Started) is bool(ends)  # an app that stays is asked for
    assert {
        each.device for each in suspended(provider, parent) if each.kind is AdditionKind.ADDRESS
    } == ({"Chrome"} if ends else set())


def test_codes_renewed_beside_an_older_app_are_suspended_alone(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock
) -> None:
    add_everything(provider, parent, Added())
    clock.advance(31 * DAY)
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE recovery_code SET created_at = :now"), now=clock.now)
    proof = prove(provider, journeys, parent.address, Purpose.RECOVER)

    journeys.recover.set_password(proof, NEW_PASSWORD, VISITOR)

    assert [each.kind for each in suspended(provider, parent)] == [AdditionKind.CODES]


def test_a_suspended_address_proves_nothing_and_is_told_nothing(
    provider: Provider,
    journeys: Journeys,
    parent: Parent,
    import_lines: Import,
    clock: TestClock,
) -> None:
    import_lines([line(address=SECOND)])
    add_address(provider, parent, SECOND, Added())
    confirm(provider, parent)
    assert status(provider, parent) is SchoolStatus.VERIFIED
    clock.advance(minutes=1)

    session = recover(provider, journeys, parent.address)

    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE
    with provider.database.reading() as tx:
        signals = {row[0] for row in tx.rows(SIGNALS, account_id=parent.account.id)}
        assert provider.directory.accounts.find_by_address(tx, parse_address(SECOND)) is None
    assert "school_claim_lost" in signals
    assert told(provider, "password_changed") == {parent.address, SECOND}
    with pytest.raises(PersonError, match="PRV-ADDRESS-SUSPENDED"):
        add_address(provider, parent, SECOND, Added())
    provider.own_account.recent_additions.keep(
        session, "address", suspended(provider, parent)[0].id, VISITOR
    )
    assert status(provider, parent) is SchoolStatus.VERIFIED
    assert len(messages_in_outbox(provider, "addition_restored")) == 2


@pytest.mark.parametrize("by_oldest", [True, False])
def test_what_is_suspended_is_kept_by_a_code_to_the_oldest_address(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock, *, by_oldest: bool
) -> None:
    clock.advance(minutes=1)
    add_address(provider, parent, SECOND, Added("", clock.now))
    clock.advance(minutes=1)
    add_address(provider, parent, "troisieme@exemple.quebec", Added())
    session = recover(provider, journeys, parent.address if by_oldest else SECOND)
    (addition,) = suspended(provider, parent)
    if not by_oldest:
        with pytest.raises(PersonError, match="PRV-SECOND-PROOF-DUE"):
            provider.own_account.recent_additions.keep(session, "address", addition.id, VISITOR)
        assert suspended(provider, parent)
        second_proof(provider, journeys, session, address_id(provider, parent, parent.address))

    provider.own_account.recent_additions.keep(session, "address", addition.id, VISITOR)

    assert suspended(provider, parent) == ()


@on_one_database
def test_the_code_of_a_recovery_keeps_for_half_an_hour_and_in_its_browser(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock
) -> None:
    add_address(provider, parent, SECOND, Added())
    session = recover(provider, journeys, parent.address)
    (addition,) = suspended(provider, parent)
    assert not provider.own_account.recent_additions.can_keep(session, STRANGER)
    clock.advance(minutes=31)
    later = session_of(provider, parent.account)

    with pytest.raises(PersonError, match="PRV-SECOND-PROOF-DUE"):
        provider.own_account.recent_additions.keep(later, "address", addition.id, VISITOR)


def test_an_address_added_with_a_second_proof_recovers_and_another_does_not(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock
) -> None:
    clock.advance(minutes=1)
    add_address(provider, parent, SECOND, Added())
    add_address(provider, parent, "troisieme@exemple.quebec", Added("", clock.now))
    refused = prove(provider, journeys, SECOND, Purpose.RECOVER)
    with pytest.raises(PersonError, match="PRV-ADDRESS-RECENT"):
        journeys.recover.set_password(refused, NEW_PASSWORD, VISITOR)
    assert not journeys.recover.can_recover(refused)
    recover(provider, journeys, "troisieme@exemple.quebec")
    clock.advance(30 * DAY)
    with provider.database.reading() as tx:
        able = provider.directory.addresses.that_recover(tx, parent.account.id)
    assert [each.address.normal for each in able] == [parent.address, "troisieme@exemple.quebec"]


@on_one_database
def test_a_code_inside_the_account_goes_to_no_address_that_does_not_recover_it(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    clock.advance(minutes=1)
    add_address(provider, parent, SECOND, Added())
    session = session_of(provider, parent.account)

    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        provider.own_account.second_proof.begin(
            session, address_id(provider, parent, SECOND), VISITOR
        )
    assert codes_in_outbox(provider) == []


def test_a_browser_is_known_by_a_second_proof_or_by_age_and_by_no_password(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock
) -> None:
    session = whole(
        journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=True)
    ).session
    assert provider.own_account.second_proof.is_due(session, VISITOR)
    clock.advance(29 * DAY)
    journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=True)
    assert provider.own_account.second_proof.is_due(session, VISITOR)
    clock.advance(DAY)
    assert not provider.own_account.second_proof.is_due(session, VISITOR)
    with provider.database.reading() as tx:
        browsers, account_id = provider.directory.account_browsers, parent.account.id
        added = browsers.added(tx, account_id, VISITOR.browser, "Firefox")
        assert added == Added("Firefox", None)  # known, and no second proof
        with pytest.raises(PersonError, match="PRV-SECOND-PROOF-DUE"):
            browsers.added(tx, account_id, STRANGER.browser, "")
    recover(provider, journeys, parent.address)
    assert provider.own_account.second_proof.is_due(session, STRANGER)
    assert not provider.own_account.second_proof.is_due(session, VISITOR)


def test_after_a_recovery_the_browser_of_a_thief_is_told_of_like_a_new_one(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    def told_after(password: str) -> int:
        journeys.sign_in.sign_in(parent.address, password, STRANGER, remember=True)
        return len(messages_in_outbox(provider, "new_browser"))

    assert [told_after(parent.password), told_after(parent.password)] == [1, 1]

    recover(provider, journeys, parent.address)

    assert [told_after(NEW_PASSWORD), told_after(NEW_PASSWORD)] == [2, 2]


def test_what_a_merge_brings_is_new_to_the_account(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock
) -> None:
    """A thief's old account, made one with the victim's, brings an address that looks old."""
    theirs = make_parent(provider, "pirate@ailleurs.exemple")
    clock.advance(40 * DAY)
    know(provider, parent.account)
    clock.advance(HOUR)
    session = session_of(provider, parent.account)
    proof = journeys.prove_address.begin(theirs.address, Purpose.MERGE, VISITOR, session)
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR, session)
    provider.own_account.merge_accounts.merge(session, find_proof(journeys, proof), VISITOR)

    recover(provider, journeys, parent.address)

    assert [each.label for each in suspended(provider, parent)] == [theirs.address]


@on_one_database
def test_an_account_is_not_taken_over_by_a_merge_through_a_new_address(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    theirs = make_parent(provider, "pirate@ailleurs.exemple")
    know(provider, theirs.account)
    add_address(provider, parent, SECOND, Added())
    session = session_of(provider, theirs.account)
    proof = journeys.prove_address.begin(SECOND, Purpose.MERGE, VISITOR, session)
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR, session)

    with pytest.raises(PersonError, match="PRV-ADDRESS-RECENT"):
        provider.own_account.merge_accounts.merge(session, find_proof(journeys, proof), VISITOR)


@on_one_database
def test_consents_given_lately_are_asked_for_again(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock
) -> None:
    account_id = parent.account.id
    for client in ("old", "new"):
        with provider.database.writing() as tx:
            provider.directory.consents.give(
                ActingTransaction(tx), account_id, ClientId(client), ("openid",)
            )
        clock.advance(20 * DAY)

    recover(provider, journeys, parent.address)

    with provider.database.reading() as tx:
        assert [
            each.client_id for each in provider.directory.consents.of_account(tx, account_id)
        ] == ["old"]


def test_support_keeps_an_addition_which_is_recorded_and_told(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    add_address(provider, parent, SECOND, Added("Chrome"))
    recover(provider, journeys, parent.address)
    (found,) = support(provider, "find", who=parent.account.id).person.suspended
    assert (found.kind, found.device) == (AdditionKind.ADDRESS, "Chrome")

    support(provider, "keep_addition", who=parent.address, kind="address", addition=found.id)

    assert suspended(provider, parent) == ()
    with provider.database.reading() as tx:
        rows = tx.rows(KINDS, account_id=parent.account.id)
    assert ("addition_restored", "admin:support") in [tuple(row) for row in rows]
    assert told(provider, "addition_restored") == {parent.address, SECOND}
