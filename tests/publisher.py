"""A portal's own server: what it publishes, and what it was asked for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from typing_extensions import override

from tests.tls import Certificate

FORM = "application/x-www-form-urlencoded"


@dataclass
class Publisher:
    """Says the same at every path until it is told otherwise."""

    uri: str = ""
    """Its origin."""
    status: int = 200
    location: str = ""
    content_type: str = "application/json"
    body: str | bytes = ""
    asked: list[str] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)
    """The forms that were posted; a body that is no form is under its media type."""
    headers: list[dict[str, str]] = field(default_factory=list)
    """Of each request."""
    answers: threading.Event = field(default_factory=threading.Event)
    """Cleared: it is asked, and says nothing yet."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64


@contextmanager
def publishing(certificate: Certificate | None = None) -> Iterator[Publisher]:
    """Run one on loopback, over TLS when it has a certificate."""
    told = Publisher()
    told.answers.set()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            media_type = self.headers["Content-Type"]
            told.posted.append(dict(parse_qsl(body)) if media_type == FORM else {media_type: body})
            self.do_GET()

        def do_GET(self) -> None:
            told.asked.append(self.path)
            told.headers.append(dict(self.headers.items()))
            told.answers.wait(5)
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Type", told.content_type)
            self.end_headers()
            self.wfile.write(told.body.encode() if isinstance(told.body, str) else told.body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Answer)
    told.uri = f"http://127.0.0.1:{server.server_port}"
    if certificate is not None:
        server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
        told.uri = f"https://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
