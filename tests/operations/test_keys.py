import pytest

from idp.errors import OperationError
from idp.keys.lifecycle import KeyState
from idp.operations.keys import KeyOperations
from idp.parts import Parts
from tests.conftest import TestClock


@pytest.fixture
def operations(house: Parts) -> KeyOperations:
    return KeyOperations(
        database=house.database,
        lifecycle=house.key_lifecycle,
        keys=house.keys,
        audit=house.audit,
        clock=house.clock,
        actor="admin:test",
    )


def states(operations: KeyOperations, algorithm: str) -> list[KeyState]:
    return [each.state for each in operations.history() if each.algorithm == algorithm]


def test_rotation_publishes_first_signs_later_and_withdraws_last(
    operations: KeyOperations, house: Parts, clock: TestClock
) -> None:
    before = house.keys.active("ES256").kid
    assert [move.state for move in operations.rotate(("ES256",))] == [KeyState.PENDING]
    assert house.keys.active("ES256").kid == before
    assert operations.rotate(("ES256",)) == ()

    clock.advance(house.settings.keys.publication_lead_seconds)
    (move,) = operations.rotate(("ES256",))
    assert move.state is KeyState.ACTIVE
    assert house.keys.active("ES256").kid == move.kid != before
    assert house.keys.verifying(before) is not None

    clock.advance(house.settings.tokens.longest_id_token_seconds + 3600)
    assert KeyState.REMOVED in [move.state for move in operations.rotate(("ES256",))]
    assert house.keys.verifying(before) is None


def test_a_timer_leaves_young_keys_alone(operations: KeyOperations, clock: TestClock) -> None:
    clock.advance(10)
    assert operations.rotate(("ES256",), older_than_seconds=3600) == ()
    clock.advance(3600)
    assert [move.state for move in operations.rotate(("ES256",), older_than_seconds=3600)] == [
        KeyState.PENDING
    ]


def test_a_key_without_successor_is_not_retired(operations: KeyOperations, house: Parts) -> None:
    kid = house.keys.active("RS256").kid
    with pytest.raises(OperationError, match="has no successor"):
        operations.retire(kid, early=False)
    assert house.keys.active("RS256").kid == kid


def test_after_a_leak_a_key_is_replaced_and_withdrawn_at_once(
    operations: KeyOperations, house: Parts
) -> None:
    leaked = house.keys.active("ES256").kid
    successor, retired = operations.retire(leaked, early=True)
    assert (retired.kid, retired.state) == (leaked, KeyState.RETIRED)
    assert house.keys.active("ES256").kid == successor.kid
    operations.remove(leaked, early=True)
    assert house.keys.verifying(leaked) is None


def test_a_retired_key_stays_published_while_its_tokens_live(
    operations: KeyOperations, house: Parts
) -> None:
    kid = house.keys.active("ES256").kid
    operations.retire(kid, early=True)
    with pytest.raises(OperationError, match="may be alive"):
        operations.remove(kid, early=False)
    assert sorted(states(operations, "ES256")) == [KeyState.ACTIVE, KeyState.RETIRED]
