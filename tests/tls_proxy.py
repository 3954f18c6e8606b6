"""A proxy that ends TLS and tells the house which certificate its client showed (RFC 9440)."""

import http.client
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from typing_extensions import override

from tests.tls import Certificate

HEADER = "Client-Cert"


@contextmanager
def tls_proxy(house: str, port: int, certificate: Certificate, clients: Path) -> Iterator[str]:
    """Stand before `house` on loopback, for clients whose certificates `clients` (PEM) vouches for.

    Gives the URL.
    """
    upstream = urlsplit(house).netloc

    class Handler(BaseHTTPRequestHandler):
        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            told = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            told = {name: value for name, value in told.items() if name.lower() != HEADER.lower()}
            shown = self.connection.getpeercert(binary_form=True)
            if shown:
                told[HEADER] = f":{b64encode(shown).decode()}:"
            connection = http.client.HTTPConnection(upstream, timeout=30)
            host = {"Host": self.headers["Host"]}
            connection.request(self.command, self.path, self.rfile.read(length), {**told, **host})
            answer = connection.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"connection", "transfer-encoding"}:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        do_POST = do_GET  # noqa: N815 - http.server's name

    context = certificate.context
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(clients)
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{port}"
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()
