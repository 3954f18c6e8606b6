"""Many transactions that record at once keep one chain, and none waits for another for ever."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from idp.audit.events import SessionsEnded
from idp.audit.verification import ChainVerification
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from tests.conftest import TestClock

pytestmark = pytest.mark.race
WRITERS, EACH = 8, 12
_TOUCH = Statement("UPDATE version SET number = number + 1 WHERE name = 'row'")
_ADD = Statement("INSERT INTO version (name, number) VALUES ('row', 0)")


def test_writers_of_two_nodes_keep_one_chain(
    provider: Provider, house_settings: Settings, clock: TestClock
) -> None:
    """Half record before they lock a row that all want, half after; half are undone."""
    other = build(house_settings, clock)
    barrier = Barrier(WRITERS)
    with provider.database.writing() as tx:
        tx.run(_ADD)

    def write(writer: int) -> None:
        node = provider if writer % 2 else other
        barrier.wait(timeout=30)
        for number in range(EACH):
            with contextlib.suppress(ZeroDivisionError), node.database.writing() as tx:
                if writer % 4 < 2:
                    tx.run(_TOUCH)
                node.audit.record(tx, SessionsEnded(subject=str(writer), count=1))
                tx.run(_TOUCH)
                _ = 1 // (number % 2)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    verdict = ChainVerification(database=provider.database, chain=provider.audit.chain).run()
    assert verdict.flaws == ()
    assert verdict.rows == verdict.last_seq == WRITERS * EACH // 2
    other.database.close()
