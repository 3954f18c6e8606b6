"""`parvis serve` on a socket's file: what a proxy passes on there is no word of its own."""

import socket
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from idp.settings import Settings
from tests.databases import on_one_database
from tests.serving.running import running


def _asked(path: Path, request: bytes) -> bytes:
    for _ in range(600):
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(10)
            try:
                sock.connect(str(path))
            except OSError:
                time.sleep(0.1)
                continue
            sock.sendall(request)
            received = b""
            while piece := sock.recv(65_536):
                received += piece
            return received
    raise AssertionError("nobody serves")


@on_one_database
def test_a_header_of_a_browser_moves_no_address(house_settings: Settings, engine: str) -> None:
    # Gunicorn would believe whoever opens the file, and look for `/live` below `/health`.
    request = (
        b"GET /health/live HTTP/1.1\r\nHost: parvis\r\nSCRIPT_NAME: /health\r\n"
        b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\nConnection: close\r\n\r\n"
    )
    # The name of a socket may have a hundred characters; a test's own folder has more.
    with TemporaryDirectory() as folder:
        path = Path(folder) / "socket"
        told = {"PARVIS_SERVER_BIND": f"unix:{path}", "PARVIS_SERVER_ENGINE": engine}
        with running("serve", house_settings, **told):
            assert _asked(path, request).startswith(b"HTTP/1.1 200 OK\r\n")
