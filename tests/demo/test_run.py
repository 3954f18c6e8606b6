"""`make run`: one command starts everything, Ctrl-C stops it, and the data stay."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.running_demo import ROOT, Demo, demo_in


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return demo_in(tmp_path)


def test_one_command_starts_everything_and_ctrl_c_stops_it_and_data_stay(demo: Demo) -> None:
    printed = demo.start()
    assert re.search(r"Sample parent +\S+@\S+", printed)
    assert re.search(r"Child's fiche +\d{7}", printed)
    for name in ("PORT", "PORTAL_PORT", "MAILBOX_PORT", "MICROSOFT_PORT"):
        assert f":{demo.ports[name]}" in printed
        assert "<title>" in demo.page(name)
    assert requests.get(demo.resource, timeout=10).status_code == 401
    prepared = (demo.folder / "portal.json").read_bytes()
    assert demo.stop() == 0
    for port in demo.ports.values():
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0

    assert "Preparing" not in demo.start()
    assert (demo.folder / "portal.json").read_bytes() == prepared
    assert demo.stop() == 0


def test_a_port_in_use_is_named(demo: Demo) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo.ports["MAILBOX_PORT"] = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "demo/run.py"],
            cwd=ROOT,
            env={**os.environ, **demo.environment},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "set MAILBOX_PORT to another" in done.stderr
