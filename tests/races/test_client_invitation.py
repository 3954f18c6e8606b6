"""An invitation for one client registers one, however many come with it at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.administration.portals.invitations import InvitationActions, InvitePortals
from idp.administration.shapes import Nothing
from idp.settings import Settings
from tests.administration.actors import EVERYBODY
from tests.conftest import TestClock
from tests.registering import house_with, registrant

pytestmark = pytest.mark.race


@pytest.mark.parametrize("uses", [1, 3])
def test_it_is_good_no_more_often_than_it_says(
    house_settings: Settings, clock: TestClock, uses: int
) -> None:
    provider = house_with(house_settings, clock, mode="invited")
    token = provider.administration.actions.do(
        EVERYBODY, InvitationActions.invite, InvitePortals(uses=uses, days=1)
    ).token
    guests = [registrant(provider, token) for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(lambda guest: guest.register().status, guests))
    assert statuses == [201] * uses + [401] * (12 - uses)
    assert len(provider.directory.clients.all()) == uses
    left = provider.administration.actions.do(EVERYBODY, InvitationActions.list, Nothing())
    assert left.invitations == ()
    provider.database.close()


def test_a_client_that_is_removed_while_it_changes_does_not_come_back(
    house_settings: Settings, clock: TestClock
) -> None:
    provider = house_with(house_settings, clock, mode="open")
    somebody = registrant(provider)
    known = somebody.register()
    changing = [registrant(provider) for _ in range(8)]
    with ThreadPoolExecutor(9) as pool:
        changes = [pool.submit(each.change, known) for each in changing]
        removed = pool.submit(somebody.manage, "DELETE", known)
        assert {each.result().status for each in changes} <= {200, 401}
        assert removed.result().status == 204
    provider.directory.clients.forget()
    assert provider.directory.clients.all() == ()
    provider.database.close()
