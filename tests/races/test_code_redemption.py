"""Fifty requests against one row: one wins, nobody meets a fault (security: P4, P16)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from idp.protocol.errors import InvalidGrantError
from tests.conftest import TestClock
from tests.relying_party import RelyingParty

pytestmark = pytest.mark.race
MANY = 50


def at_once(call: Callable[[], dict[str, Any]]) -> list[dict[str, Any] | InvalidGrantError]:
    """Return what each of many simultaneous calls got; any other fault fails the test."""
    barrier = Barrier(MANY)

    def one(_: int) -> dict[str, Any] | InvalidGrantError:
        barrier.wait(timeout=30)
        try:
            return call()
        except InvalidGrantError as error:
            return error

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_one_of_fifty_redemptions_of_a_code_succeeds(relying_party: RelyingParty) -> None:
    code = relying_party.code()
    outcomes = at_once(lambda: relying_party.redeem(code))
    assert sum(isinstance(each, dict) for each in outcomes) == 1


def test_fifty_uses_of_a_refresh_token_rotate_it_once(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    first = relying_party.tokens()["refresh_token"]
    outcomes = at_once(lambda: relying_party.refresh(first))
    assert all(isinstance(each, dict) for each in outcomes)
    given = {each["refresh_token"] for each in outcomes if isinstance(each, dict)}
    assert len(given) == 1
    clock.advance(60)
    assert relying_party.refresh(given.pop())["access_token"]


def test_fifty_replays_of_an_old_token_are_all_refused(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    first = relying_party.tokens()["refresh_token"]
    second = relying_party.refresh(first)["refresh_token"]
    clock.advance(11)
    outcomes = at_once(lambda: relying_party.refresh(first))
    assert all(isinstance(each, InvalidGrantError) for each in outcomes)
    with pytest.raises(InvalidGrantError):
        relying_party.refresh(second)
