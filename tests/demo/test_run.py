import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NAMES = ("PORT", "PORTAL_PORT", "MAILBOX_PORT", "SMTP_PORT")
SLOWEST_SECONDS = 120


@dataclass
class Demo:
    """`make run` in a folder of its own, on ports that are free."""

    folder: Path
    ports: dict[str, int]
    process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start, and return what is printed once everything answers."""
        self.process = subprocess.Popen(
            [sys.executable, "demo/run.py"],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        printed = ""
        deadline = time.monotonic() + SLOWEST_SECONDS
        while "Ctrl-C" not in printed and time.monotonic() < deadline:
            line = self.process.stdout.readline()
            assert line, printed
            printed += line
        return printed

    def stop(self) -> int:
        """Do as Ctrl-C does, and return the exit status."""
        assert self.process
        assert self.process.stdout
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        return status

    @property
    def environment(self) -> dict[str, str]:
        key = str(self.folder / "encryption.key")
        ports = {name: str(port) for name, port in self.ports.items()}
        return {**ports, "DEMO_FOLDER": str(self.folder), "PARVIS_KEYS_ENCRYPTION_KEY_FILE": key}

    def page(self, name: str) -> str:
        """Return the first page of a program."""
        path = "/connexion" if name == "PORT" else "/"
        url = f"http://127.0.0.1:{self.ports[name]}{path}"
        with urllib.request.urlopen(url, timeout=10) as response:
            text: str = response.read().decode()
        return text


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    probes = [socket.socket() for _ in NAMES]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = {name: probe.getsockname()[1] for name, probe in zip(NAMES, probes, strict=True)}
    for probe in probes:
        probe.close()
    return Demo(tmp_path, ports)


def test_one_command_starts_everything_and_ctrl_c_stops_it_and_data_stay(demo: Demo) -> None:
    printed = demo.start()
    assert re.search(r"Sample parent +\S+@\S+", printed)
    assert re.search(r"Child's fiche +\d{7}", printed)
    for name in ("PORT", "PORTAL_PORT", "MAILBOX_PORT"):
        assert f"http://127.0.0.1:{demo.ports[name]}" in printed
        assert "<title>" in demo.page(name)
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
