"""Nodes are replaced one after the other, and nobody who asks meanwhile is refused."""

import os
import signal
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from urllib.error import URLError

import pytest

from benchmarks.faults.balancer import Clients, nginx
from idp.settings import Settings
from tests.databases import on_one_database
from tests.ports import free_port
from tests.serving.conftest import ENGINES
from tests.serving.running import running


def start(
    settings: Settings,
    port: int,
    opened: ExitStack,
    leaving: int = 2,
    engine: str = "gunicorn",
) -> int:
    """Start a node on `port`, wait until it is ready, and return its process."""
    told = {
        "PARVIS_SERVER_ENGINE": engine,
        "PARVIS_SERVER_ISSUER": "http://127.0.0.1:8000",
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_SERVER_LEAVING_SECONDS": str(leaving),
        "PARVIS_LOG_LEVEL": "WARNING",
    }
    process = opened.enter_context(running("serve", settings, **told))
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return process.pid
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the node is not ready")


@on_one_database
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("keeps_alive", [True, False])
def test_no_request_fails_while_nodes_are_replaced(
    house_settings: Settings, tmp_path: Path, engine: str, *, keeps_alive: bool
) -> None:
    front, nodes = free_port(), (free_port(), free_port())
    with ExitStack() as all_nodes:
        lives = [all_nodes.enter_context(ExitStack()) for _ in nodes]
        for port, life in zip(nodes, lives, strict=True):
            start(house_settings, port, life, engine=engine)
        with nginx(front, nodes, tmp_path / "nginx", keeps_alive=keeps_alive):
            time.sleep(0.5)
            clients = Clients(front, threads=2, keeps_alive=keeps_alive)
            clients.start()
            for port, life in zip(nodes, lives, strict=True):
                life.close()
                start(house_settings, port, life, engine=engine)
                clients.wait_for(clients.asked + 100)
            clients.stop()
    assert clients.failed == {}


@on_one_database
@pytest.mark.parametrize("engine", ENGINES)
def test_the_port_is_free_soon_after_the_first_process_was_killed(
    house_settings: Settings, engine: str
) -> None:
    port = free_port()
    with ExitStack() as first, ExitStack() as second:
        pid = start(house_settings, port, first, leaving=30, engine=engine)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5):
            os.kill(pid, signal.SIGKILL)
        began = time.monotonic()
        while is_open(port):
            assert time.monotonic() - began < 3
            time.sleep(0.05)
        start(house_settings, port, second, leaving=0, engine=engine)


def is_open(port: int) -> bool:
    """Tell whether anybody listens on `port`."""
    listening = Path("/proc/net/tcp").read_text("ascii").splitlines()
    return any(f"0100007F:{port:04X} 00000000:0000 0A" in line for line in listening)
