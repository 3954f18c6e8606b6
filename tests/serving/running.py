"""`parvis serve` and `parvis worker` as processes of their own."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from idp.settings import Settings
from tests.ports import free_port


@contextmanager
def running(command: str, settings: Settings, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command`, and end it as an operator would."""
    environment = {
        **os.environ,
        "PARVIS_DATABASE_URL": settings.database.url,
        "PARVIS_SERVER_LEAVING_SECONDS": "0",
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": settings.keys.encryption_key_file,
        "PARVIS_DATABASE_ANCHOR_FOLDER": settings.database.anchor_folder,
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "idp.cli", command],
        env=environment,
        cwd=Path(__file__).parents[2],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def serving(settings: Settings, engine: str, **more: str) -> Iterator[tuple[int, int]]:
    """Run `parvis serve` with `engine`; give its port and its process once it answers."""
    port = free_port()
    told = {
        "PARVIS_SERVER_ENGINE": engine,
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{port}",
        **more,
    }
    with running("serve", settings, **told) as process:
        wait_for(port)
        yield port, process.pid


def begun_by(pid: int) -> set[int]:
    """Return the processes that `pid` began and that run."""
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()))


def waits_seconds(port: int) -> float:
    """Return for how long a whole request waits at `port`."""
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=10) as answer:
        assert answer.status == 200
    return time.monotonic() - began


def wait_for(port: int) -> None:
    """Return once `port` answers."""
    for _ in range(600):
        try:
            waits_seconds(port)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nobody serves")
