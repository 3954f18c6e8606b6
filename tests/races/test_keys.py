"""Two administrators and two workers turn the same keys at once: one key signs, none is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from msgspec.structs import replace

from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.keys.schemas import MoveKey, Rekey, RotateKeys, WhichKey
from idp.errors import Refused
from idp.keys.record import KeyState
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock

pytestmark = pytest.mark.race
ACTOR = Actor(name="admin:test", roles=EVERY_ROLE, is_fresh=True)
ES256 = RotateKeys(algorithms=("ES256",))


@pytest.fixture
def machines(
    house_settings: Settings, clock: TestClock, tmp_path: Path
) -> Iterator[tuple[Provider, ...]]:
    """Four machines on one database."""
    keys = replace(house_settings.keys, next_encryption_key_file=str(tmp_path / "next.key"))
    providers = tuple(build(replace(house_settings, keys=keys), clock) for _ in range(4))
    yield providers
    for each in providers:
        each.database.close()


def at_once(machines: tuple[Provider, ...], *does: Callable[[Provider], object]) -> int:
    """Do each on a machine of its own, at the same moment; return how many were not refused."""
    barrier = Barrier(len(does))

    def do(work: Callable[[Provider], object], provider: Provider) -> bool:
        barrier.wait(timeout=30)
        try:
            work(provider)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(len(does)) as pool:
        return sum(pool.map(do, does, machines))


def states(provider: Provider) -> list[KeyState]:
    with provider.database.reading() as tx:
        records = provider.key_lifecycle.records(tx)
    return sorted(each.state for each in records if each.algorithm == "ES256")


def test_whoever_turns_keys_at_once_leaves_one_that_signs(
    machines: tuple[Provider, ...], clock: TestClock
) -> None:
    provider = machines[0]
    lead = provider.settings.keys.publication_lead_seconds

    def rotate(each: Provider) -> object:
        return each.administration.keys.rotate(ACTOR, ES256)

    def look(each: Provider) -> object:
        return each.rotation.keep_turning()

    assert at_once(machines, rotate, rotate, look, look) == 4
    assert states(provider) == [KeyState.ACTIVE, KeyState.PENDING]
    clock.advance(lead)
    assert at_once(machines, rotate, look, rotate, look) == 4
    # Whoever came after the change began the next rotation, once.
    assert states(provider).count(KeyState.ACTIVE) == 1
    assert states(provider).count(KeyState.RETIRED) == 1
    assert states(provider).count(KeyState.PENDING) <= 1

    kid = provider.keys.active("ES256").kid
    revoke = WhichKey(kid=kid)
    retire = MoveKey(kid=kid, early=True)
    done = at_once(
        machines,
        lambda each: each.administration.keys.revoke(ACTOR, revoke),
        lambda each: each.administration.keys.revoke(ACTOR, revoke),
        lambda each: each.administration.keys.retire(ACTOR, retire),
        rotate,
    )
    assert done >= 2
    assert states(provider).count(KeyState.ACTIVE) == 1
    assert states(provider).count(KeyState.REVOKED) == 1
    provider.keys.forget()
    assert kid not in provider.keys.current().document.decode()


def test_a_key_published_while_the_encryption_key_changes_opens_afterwards(
    machines: tuple[Provider, ...],
) -> None:
    provider, *_ = machines
    provider.keyring.successor.make()
    done = at_once(
        machines,
        lambda each: each.administration.keys.rekey(ACTOR, Rekey()),
        lambda each: each.administration.keys.rotate(ACTOR, ES256),
        lambda each: each.administration.keys.rotate(ACTOR, RotateKeys(algorithms=("EdDSA",))),
        lambda each: each.administration.keys.rekey(ACTOR, Rekey()),
    )
    assert done == 4
    successor = provider.keyring.successor.get()
    with provider.database.reading() as tx:
        for each in provider.key_lifecycle.records(tx):
            assert each.private_sealed
            assert successor.open(each.private_sealed, f"signing_key.{each.kid}")
    # Machines that ran all along know what was sealed by either.
    for machine in machines:
        machine.keys.forget()
        assert machine.keys.active("ES256").sign(b"x")
