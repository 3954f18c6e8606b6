"""SIGINT, as Ctrl-C in a terminal sends it, while clients ask."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from idp.settings import Settings
from tests.databases import on_one_database
from tests.ports import free_port
from tests.serving.running import wait_for

_CLIENTS = 8


@on_one_database
def test_a_process_ends_and_is_not_aborted(
    house_settings: Settings, engine: str, tmp_path: Path
) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "PARVIS_SERVER_ENGINE": engine,
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_ISSUER": f"http://127.0.0.1:{port}",
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_DATABASE_URL": house_settings.database.url,
        "PARVIS_KEYS_ENCRYPTION_KEY_FILE": house_settings.keys.encryption_key_file,
        "PARVIS_DATABASE_ANCHOR_FOLDER": house_settings.database.anchor_folder,
    }
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            with suppress(OSError, HTTPException):
                connection = HTTPConnection("127.0.0.1", port, timeout=10)
                while not ended.is_set():
                    connection.request("GET", "/health/live")
                    connection.getresponse().read()

    told = tmp_path / "stderr"
    with told.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "idp.cli", "serve"],
            env=environment,
            cwd=Path(__file__).parents[2],
            stderr=stderr,
        )
    clients = [threading.Thread(target=ask) for _ in range(_CLIENTS)]
    try:
        wait_for(port)
        for each in clients:
            each.start()
        ended.wait(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        ended.set()
        process.kill()
        process.wait(30)
        for each in clients:
            each.join()
    lines = told.read_text()
    assert "panicked" not in lines
    assert "SIGABRT" not in lines
