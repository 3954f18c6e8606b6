"""Accounts that nobody uses are closed, told so, and erased unless their owner comes back."""

from idp.clock import DAY
from idp.retention import UNUSED_ACCOUNT
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent, TestClock
from tests.relying_party import RelyingParty
from tests.web.conftest import person
from tests.web.pages.person import Person

__all__ = ["person"]

LONG = UNUSED_ACCOUNT.after_seconds


def test_what_nobody_used_for_years_is_closed_and_its_owner_is_told(
    person: Person, parent: Parent, clock: TestClock
) -> None:
    provider = person.provider
    person.sign_in(parent.address, parent.password)
    clock.advance(LONG - 1)
    assert provider.closing.close_unused.close_due(5) == 0
    clock.advance(1)
    assert provider.closing.close_unused.close_due(5) == 1
    assert provider.closing.close_unused.close_due(5) == 0
    (letter,) = messages_in_outbox(provider, "account_unused")
    assert "depuis longtemps" in letter
    assert messages_in_outbox(provider, "account_closed") == []

    # Like an account that its owner closed: it is opened again by signing in, or erased.
    person.sign_in(parent.address, parent.password)
    assert person.path == "/reouverture"
    offer = person.text.partition('name="offre" value="')[2].partition('"')[0]
    assert person.send(offre=offer).path == "/compte"
    assert provider.closing.close_unused.close_due(5) == 0
    clock.advance(LONG)
    assert provider.closing.close_unused.close_due(5) == 1
    clock.advance(31 * DAY)
    assert provider.closing.erase_accounts.erase_due(5) == 1


def test_whoever_has_a_portal_renew_or_signs_in_is_using_the_account(
    person: Person, parent: Parent, clock: TestClock, relying_party: RelyingParty
) -> None:
    provider = person.provider
    renewable = relying_party.tokens(scope="openid offline_access")["refresh_token"]
    clock.advance(5 * DAY)
    relying_party.refresh(renewable)
    clock.advance(LONG - DAY)
    assert provider.closing.close_unused.close_due(5) == 0
    person.sign_in(parent.address, parent.password)
    clock.advance(LONG - 1)
    assert provider.closing.close_unused.close_due(5) == 0
    clock.advance(1)
    assert provider.closing.close_unused.close_due(5) == 1


def test_the_worker_tells_what_it_closed(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    assert parent.account.erase_at is None
    clock.advance(LONG)
    assert provider.closing.close_unused.close_due(5) == 1
    with provider.database.reading() as tx:
        rules_in_force = provider.closing.retention.rules_in_force(tx)
    told = next(each for each in rules_in_force if each.rule == UNUSED_ACCOUNT)
    assert (told.destroyed, told.destroyed_at) == (1, clock.now)
