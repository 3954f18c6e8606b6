"""An address that is kept and removed at the same moment: one of the two, and both say which."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.additions import Added
from idp.clock import DAY
from idp.errors import PersonError
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.acting import session_of
from tests.conftest import Parent, TestClock
from tests.journeys.recovering import SECOND, add_address, address_id


@pytest.mark.race
def test_an_address_that_was_kept_is_not_removed(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    add_address(provider, parent, SECOND, Added())
    for number in range(6):
        session = session_of(provider, parent.account)
        provider.own_account.remove_address.ask(
            session, address_id(provider, parent, parent.address)
        )
        message = messages_in_outbox(provider, "address_removal_asked")
        secret = [each for each in message if "jeton" in each][number]
        secret = secret.partition("jeton=")[2].partition("\n")[0].strip()
        clock.advance(7 * DAY)

        def keep(secret: str = secret) -> bool:
            try:
                provider.own_account.remove_address.keep_by_link(secret)
            except PersonError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            kept, removed = (
                pool.submit(keep),
                pool.submit(provider.closing.due_removals.carry_out, 9),
            )
        with provider.database.reading() as tx:
            left = {
                each.address.normal
                for each in provider.directory.addresses.every(tx, parent.account.id)
            }
        assert kept.result() is (parent.address in left)
        assert removed.result() is not kept.result() or removed.result() == 0
        if parent.address not in left:
            return
