"""The demo's protected resource, as a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.ports import free_port
from tests.running_demo import ROOT

_PATIENCE_SECONDS = 60


@contextmanager
def resource_of(folder: Path, **settings: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Run it by `settings`, with what they leave out; give its address."""
    port = settings.get("port") or free_port()
    place = f"http://127.0.0.1:{port}"
    known = {"port": port, "resource": place, "client_id": "register", "client_secret": "s"}
    file = folder / f"resource-{port}.json"
    file.write_text(json.dumps({**known, **settings}))
    command = [sys.executable, str(ROOT / "demo" / "protected_resource.py"), str(file)]
    log = folder / f"resource-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _answers(place):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield place
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answers(place: str) -> bool:
    try:
        return requests.get(place, timeout=5).status_code == 404
    except requests.ConnectionError:
        return False
