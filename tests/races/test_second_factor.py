"""Twenty uses at once of what is good once: a challenge, a time step, a recovery code."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.authenticators import Holder, Realm
from idp.authenticators.time_steps import STEP_SECONDS, code_of
from idp.storage import Transaction
from idp.wiring import Provider
from tests.conftest import Parent

pytestmark = pytest.mark.race
CLICKS = 20


def accepted(provider: Provider, act: Callable[[Transaction], bool]) -> int:
    barrier = threading.Barrier(CLICKS)

    def one(_: int) -> bool:
        barrier.wait(timeout=10)
        with provider.database.writing() as tx:
            return act(tx)

    with ThreadPoolExecutor(CLICKS) as pool:
        return sum(pool.map(one, range(CLICKS)))


def test_of_many_uses_at_once_one_is_accepted(provider: Provider, parent: Parent) -> None:
    holder = Holder(Realm.ACCOUNT, parent.account.id)
    apps, recovery_codes = (
        provider.directory.authenticators.apps,
        provider.directory.authenticators.recovery_codes,
    )
    step = provider.clock.seconds() // STEP_SECONDS
    with provider.database.writing() as tx:
        apps.begin(tx, holder)
        pending = apps.pending(tx, holder, "z")
        assert pending is not None
        codes = apps.confirm(tx, holder, code_of(pending.secret, step - 1))
    code = code_of(pending.secret, step)
    assert accepted(provider, lambda tx: apps.use(tx, holder, code)) == 1
    plain = codes[0].replace("-", "")
    assert accepted(provider, lambda tx: recovery_codes.use(tx, holder, plain)) == 1
