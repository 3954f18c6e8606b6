"""Addresses that are to go: asked for, kept by the link, carried out (docs/decisions/0020)."""

import pytest

from idp.accounts import Purpose
from idp.additions import Added
from idp.children import SchoolStatus
from idp.clock import DAY
from idp.errors import PersonError
from idp.wiring import Provider
from idp.wiring.journeys import Journeys
from tests.accounts.letters import codes_in_outbox, messages_in_outbox
from tests.acting import session_of
from tests.children.test_facts import confirm, status
from tests.conftest import Parent, TestClock
from tests.databases import on_one_database
from tests.journeys.people import VISITOR, prove
from tests.journeys.recovering import (
    SECOND,
    SIGNALS,
    add_address,
    address_id,
    find_proof,
    recover,
    told,
)
from tests.registry.conftest import Import, import_lines, line
from tests.support_actions import support

__all__ = ["import_lines"]


def ask_removal(provider: Provider, parent: Parent) -> str:
    """Ask for the removal of the first address; return the secret that keeps it."""
    add_address(provider, parent, SECOND, Added())
    session = session_of(provider, parent.account)
    provider.own_account.remove_address.ask(session, address_id(provider, parent, parent.address))
    (own,) = [
        each for each in messages_in_outbox(provider, "address_removal_asked") if "jeton" in each
    ]
    return own.replace("=\n", "").partition("jeton=")[2].partition("\n")[0].strip()


def test_a_removal_that_nobody_stops_is_carried_out_after_seven_days(
    provider: Provider,
    journeys: Journeys,
    parent: Parent,
    clock: TestClock,
    import_lines: Import,
) -> None:
    import_lines([line()])
    confirm(provider, parent)
    ask_removal(provider, parent)
    clock.advance(7 * DAY - 1)
    assert provider.closing.due_removals.carry_out(9) == 0
    # As good as before, until then.
    assert status(provider, parent) is SchoolStatus.VERIFIED
    assert journeys.recover.can_recover(prove(provider, journeys, parent.address, Purpose.RECOVER))
    clock.advance(1)

    assert provider.closing.due_removals.carry_out(9) == 1

    assert provider.closing.due_removals.carry_out(9) == 0
    assert status(provider, parent) is SchoolStatus.NOT_ON_FILE
    with provider.database.reading() as tx:
        signals = {row[0] for row in tx.rows(SIGNALS, account_id=parent.account.id)}
    assert "school_claim_lost" in signals
    assert told(provider, "address_removed") == {parent.address, SECOND}


def test_the_link_of_the_message_keeps_the_address_once(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    secret = ask_removal(provider, parent)
    assert told(provider, "address_removal_asked") == {parent.address, SECOND}
    for _ in range(2):  # looking changes nothing
        assert (
            provider.own_account.remove_address.find_by_link(secret).address.normal
            == parent.address
        )

    provider.own_account.remove_address.keep_by_link(secret)

    for use in (
        provider.own_account.remove_address.keep_by_link,
        provider.own_account.remove_address.find_by_link,
    ):
        with pytest.raises(PersonError, match="PRV-REMOVAL-OVER"):
            use(secret)
    clock.advance(8 * DAY)
    assert provider.closing.due_removals.carry_out(9) == 0


@on_one_database
def test_a_recovery_cancels_removals_and_the_last_address_never_goes(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock
) -> None:
    ask_removal(provider, parent)
    session = session_of(provider, parent.account)
    with pytest.raises(PersonError, match="PRV-ADDRESS-LAST"):
        provider.own_account.remove_address.ask(session, address_id(provider, parent, SECOND))
    recover(provider, journeys, parent.address)
    clock.advance(8 * DAY)
    assert provider.closing.due_removals.carry_out(9) == 0


@on_one_database
def test_an_address_goes_at_once_by_a_code_to_it(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    add_address(provider, parent, SECOND, Added())
    session = session_of(provider, parent.account)
    proof = provider.own_account.remove_address.begin(
        session, address_id(provider, parent, SECOND), VISITOR
    )
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR, session)

    provider.own_account.remove_address.finish(session, find_proof(journeys, proof))

    with provider.database.reading() as tx:
        left = provider.directory.addresses.every(tx, parent.account.id)
    assert [each.address.normal for each in left] == [parent.address]


@pytest.mark.parametrize("how", ["disabled", "closed"])
def test_no_address_goes_while_nobody_can_come_in_to_keep_it(
    provider: Provider, journeys: Journeys, parent: Parent, clock: TestClock, how: str
) -> None:
    """A thief asks that the owner's address go, and the door is closed: by support, or the thief.

    Who is let in again, or comes in time to open it again, finds the address there.
    """
    ask_removal(provider, parent)
    if how == "disabled":
        support(provider, "disable", who=parent.account.id)
    else:
        provider.own_account.close_account.close(session_of(provider, parent.account))
    clock.advance(8 * DAY)

    assert provider.closing.due_removals.carry_out(9) == 0

    if how == "disabled":
        support(provider, "enable", who=parent.account.id)
    assert journeys.recover.can_recover(prove(provider, journeys, parent.address, Purpose.RECOVER))
