"""A process of `parvis serve` makes room for a fresh one, and nobody notices."""

import time
import urllib.request
from pathlib import Path

from idp.settings import Settings
from tests.databases import on_one_database
from tests.ports import free_port
from tests.serving.test_slow_clients import wait_for
from tests.serving.test_watched import running


def _children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")


@on_one_database
def test_a_process_that_answered_enough_is_replaced(house_settings: Settings, engine: str) -> None:
    port = free_port()
    serving = {
        "PARVIS_SERVER_ENGINE": engine,
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{port}",
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_SERVER_RECYCLE_REQUESTS": "20",
    }
    with running("serve", house_settings, **serving) as process:
        wait_for(port)
        first = _children(process.pid)
        until = time.monotonic() + 60
        while _children(process.pid) in {first, ""}:
            assert time.monotonic() < until
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=30):
                time.sleep(0.02)
