"""`make run` as a test runs it: in a folder of its own, on ports of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parent.parent
NAMES = ("PORT", "PORTAL_PORT", "MAILBOX_PORT", "SMTP_PORT", "MICROSOFT_PORT", "RESOURCE_PORT")
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
        ports = {name: str(port) for name, port in self.ports.items()}
        return {
            **ports,
            "DEMO_FOLDER": str(self.folder),
            "PARVIS_KEYS_ENCRYPTION_KEY_FILE": str(self.folder / "encryption.key"),
            "PARVIS_DATABASE_ANCHOR_FOLDER": str(self.folder),
        }

    @property
    def operator_environment(self) -> dict[str, str]:
        """Return what makes the command line work on the demo's database."""
        environment = {**os.environ, **self.environment}
        for name in NAMES:
            del environment[name]
        del environment["DEMO_FOLDER"]
        return {**environment, "PARVIS_DATABASE_URL": f"sqlite:///{self.folder / 'parvis.db'}"}

    @property
    def resource(self) -> str:
        """Return an address of the protected resource."""
        return f"http://localhost:{self.ports['RESOURCE_PORT']}/absences"

    def page(self, name: str) -> str:
        """Return the first page of a program."""
        path = "/connexion" if name == "PORT" else "/"
        host = "localhost" if name in {"PORT", "PORTAL_PORT"} else "127.0.0.1"
        url = f"http://{host}:{self.ports[name]}{path}"
        with urllib.request.urlopen(url, timeout=10) as response:
            text: str = response.read().decode()
        return text


def demo_in(folder: Path) -> Demo:
    """Return a demo that keeps everything in `folder`."""
    return Demo(folder, {name: free_port() for name in NAMES})


@contextmanager
def running(demo: Demo) -> Iterator[str]:
    """Start `demo`, give what it printed, stop it."""
    try:
        yield demo.start()
    finally:
        demo.stop()
