"""What was accepted once is given once, however many ask or answer at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from idp.errors import PersonError
from idp.journeys.journey import Mark
from idp.protocol.errors import AccessDeniedError, InvalidGrantError
from idp.storage import Statement
from tests.polling_party import device_party
from tests.relying_party import RelyingParty, claims_of

pytestmark = pytest.mark.race
MANY = 50


def at_once(act: Callable[[], object]) -> list[object]:
    barrier = Barrier(MANY)

    def one(_: int) -> object:
        barrier.wait(timeout=30)
        try:
            return act()
        except (InvalidGrantError, PersonError) as error:
            return error

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_one_of_fifty_polls_gets_the_tokens(relying_party: RelyingParty) -> None:
    device = device_party(relying_party)
    asked = device.ask()
    device.accept(asked["user_code"])
    outcomes = at_once(lambda: device.poll(asked["device_code"]))
    given = [each for each in outcomes if isinstance(each, dict)]
    assert len(given) == 1
    assert (
        device.userinfo(given[0]["access_token"])["sub"] == claims_of(given[0]["id_token"])["sub"]
    )


def test_one_of_fifty_answers_counts(relying_party: RelyingParty) -> None:
    device = device_party(relying_party)
    asked = device.ask()
    journeys = [device.journey(asked["user_code"]) for _ in range(MANY)]
    session = device.session_of_person()

    def accept() -> None:
        device.provider.journeys.approvals.accept(journeys.pop(), device.client, session)

    outcomes = at_once(accept)
    assert sum(each is None for each in outcomes) == 1
    with device.provider.database.reading() as tx:
        assert tx.row(Statement("SELECT COUNT(*) FROM authorization_grant")) == (1,)


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_refusal_counts_whatever_another_tab_marked_meanwhile(
    relying_party: RelyingParty, *, signed_in: bool
) -> None:
    device = device_party(relying_party)
    asked = device.ask()
    page_still_open = device.journey(asked["user_code"])
    journeys = device.provider.journeys
    with device.provider.database.writing() as tx:
        journeys.waiting.mark(tx, page_still_open, Mark.ACCOUNT_CHANGED)
    session = device.session_of_person() if signed_in else None
    journeys.approvals.refuse(page_still_open, session)
    with pytest.raises(AccessDeniedError):
        device.poll(asked["device_code"])
