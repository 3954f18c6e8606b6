"""Portals of one page, in a browser: nothing of them runs on a server but their files."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from typing_extensions import override

from tests.ports import free_port

MODULES = Path(__file__).parents[2] / "portals/node/node_modules"
_KINDS = {".html": "text/html", ".js": "text/javascript"}


@contextmanager
def one_page(files: Mapping[str, Path]) -> Iterator[str]:
    """Serve `files` by their paths, and give the origin."""

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = files.get(self.path.partition("?")[0])
            self.send_response(200 if file else 404)
            kind = _KINDS[file.suffix] if file else "text/plain"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            if file:
                self.wfile.write(file.read_bytes())

        @override
        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def said(page: Page, name: str) -> dict[str, Any]:
    """Wait for the page to say `name`, and return what it says."""
    page.wait_for_function(
        "name => JSON.parse(document.getElementById('said').textContent || '{}').name === name",
        arg=name,
    )
    content: dict[str, Any] = json.loads(page.locator("#said").inner_text())
    return content
