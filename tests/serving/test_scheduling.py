"""Threads that answer requests let each other end what they do (sched(7), SCHED_BATCH)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from idp.serving.scheduling import take_turns
from idp.settings import Settings
from tests.databases import on_one_database
from tests.serving.running import begun_by, serving, waits_seconds

_OPERATORS_CHOICE = """
import os
from idp.serving.scheduling import take_turns
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
take_turns()
assert os.sched_getscheduler(0) == os.SCHED_IDLE
"""


@on_one_database
def test_every_thread_that_answers_takes_turns(house_settings: Settings, engine: str) -> None:
    with serving(house_settings, engine, PARVIS_SERVER_WORKERS="1") as (port, parent):
        for _ in range(20):
            waits_seconds(port)
        (process,) = begun_by(parent)
        threads = [int(each.name) for each in Path(f"/proc/{process}/task").iterdir()]
        assert len(threads) > 2
        assert {os.sched_getscheduler(each) for each in threads} == {os.SCHED_BATCH}
        assert os.sched_getscheduler(parent) == os.SCHED_OTHER


def test_what_an_operator_chose_stays() -> None:
    subprocess.run([sys.executable, "-c", _OPERATORS_CHOICE], check=True)


@pytest.mark.parametrize("call", ["sched_getscheduler", "sched_setscheduler"])
@pytest.mark.parametrize("error", [PermissionError, AttributeError])
def test_a_system_that_forbids_it_is_served_all_the_same(
    monkeypatch: pytest.MonkeyPatch, call: str, error: type[Exception]
) -> None:
    def refuse(*_of: object) -> None:
        raise error

    monkeypatch.setattr(os, call, refuse)
    assert not take_turns()
    monkeypatch.undo()
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


_WHILE_HASHING = """
import os, threading
from pathlib import Path
from idp.accounts.hashing_places import HashingPlaces
from idp.measures import Measures
from idp.serving.scheduling import interrupt_who_computes, take_turns
from idp.shares import Share

def policies():
    return {os.sched_getscheduler(int(each.name)) for each in Path("/proc/self/task").iterdir()}

assert take_turns()
waits = threading.Event()
threads = [threading.Thread(target=waits.wait) for _ in range(3)]
[each.start() for each in threads]
places = HashingPlaces(share=Share(2), places=2, measures=Measures())
places.tell(interrupt_who_computes)
assert policies() == {os.SCHED_BATCH}
with places.admitted():
    assert policies() == {os.SCHED_BATCH}
    with places.entered():
        assert policies() == {os.SCHED_OTHER}
    assert policies() == {os.SCHED_BATCH}
waits.set()
"""


def test_they_interrupt_whoever_hashes_a_password() -> None:
    subprocess.run([sys.executable, "-c", _WHILE_HASHING], check=True)
