"""A process of `parvis serve` that is told to end while it begins does end."""

import os
import signal
import time

import pytest

from idp.settings import Settings
from tests.databases import on_one_database
from tests.ports import free_port
from tests.serving.running import begun_by, running


def _first(parent: int, without: set[int], every: float) -> int:
    """Return the first process that `parent` begins; looking for it takes a core from it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for pid in begun_by(parent) - without:
            return pid
        time.sleep(every)
    raise AssertionError("no process begins")


@on_one_database
@pytest.mark.parametrize("told_after", [0.0, 0.001, 0.005, 0.02])
def test_a_process_that_begins_hears_that_it_shall_end(
    house_settings: Settings, engine: str, told_after: float
) -> None:
    more = {
        "PARVIS_SERVER_ENGINE": engine,
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_SERVER_BIND": f"127.0.0.1:{free_port()}",
    }
    with running("serve", house_settings, **more) as parent:
        began = _first(parent.pid, set(), every=0.0001)
        time.sleep(told_after)
        os.kill(began, signal.SIGTERM)
        assert _first(parent.pid, {began}, every=0.05) != began
        ended = time.monotonic() + 15
        while began in begun_by(parent.pid):
            assert time.monotonic() < ended, "it goes on"
            time.sleep(0.05)
