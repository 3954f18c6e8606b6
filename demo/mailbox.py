"""The demo mailbox: takes every message by SMTP, and shows them in a page, newest first.

An independent program; nothing leaves it. Messages are kept in memory, the last five hundred, and
as files when MAILBOX_DIRECTORY names a folder. SMTP_PORT and MAILBOX_PORT move it.
"""

import os
import re
import signal
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from typing_extensions import override

_KEPT = 500
_LARGEST = 10_000_000
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# What a message says is shown and never obeyed: no script, no request, no form, no way out.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_FRAME = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'"


@dataclass(frozen=True)
class Letter:
    """A message as it came."""

    number: int
    received: datetime
    recipients: tuple[str, ...]
    subject: str
    sender: str
    text: str
    html: str


class Letters:
    """The messages received, newest first."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._kept: deque[Letter] = deque(maxlen=_KEPT)
        self._count = 0
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            for path in sorted(directory.glob("*.eml"))[-_KEPT:]:
                self._keep(path.read_bytes(), (), datetime.fromtimestamp(path.stat().st_mtime))  # noqa: DTZ006

    def receive(self, content: bytes, recipients: tuple[str, ...]) -> None:
        """Keep a message."""
        with self._lock:
            letter = self._keep(content, recipients, datetime.now().astimezone())
            if self._directory is not None:
                (self._directory / f"{letter.number:06d}.eml").write_bytes(content)

    def all(self) -> tuple[Letter, ...]:
        """Return every message, newest first."""
        with self._lock:
            return tuple(reversed(self._kept))

    def find(self, number: int) -> Letter | None:
        """Return the message of that number, if it is still kept."""
        return next((letter for letter in self.all() if letter.number == number), None)

    def _keep(self, content: bytes, recipients: tuple[str, ...], received: datetime) -> Letter:
        message = message_from_bytes(content, policy=policy.default)
        self._count += 1
        letter = Letter(
            number=self._count,
            received=received,
            recipients=recipients or (str(message["To"]),),
            subject=str(message["Subject"] or "(sans objet)"),
            sender=str(message["From"] or ""),
            text=_part(message, "plain"),
            html=_part(message, "html"),
        )
        self._kept.append(letter)
        return letter


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return "" if body is None else str(body.get_content())


class Receiver:
    """What the SMTP server does with a message (aiosmtpd calls it by this name)."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: ANN401, N802
        """Take the message, whoever it is for."""
        content = envelope.content
        assert isinstance(content, bytes)  # noqa: S101 - decode_data is off
        self._letters.receive(content, tuple(envelope.rcpt_tos))
        return "250 2.0.0 Message accepted"


def page_handler(letters: Letters) -> type[BaseHTTPRequestHandler]:
    """Return what answers GET: the list, a message, the HTML of a message."""

    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            found = re.fullmatch(r"/(\d+)(/html)?", path)
            letter = letters.find(int(found[1])) if found else None
            if path == "/":
                self._page("mailbox.html", {"letters": letters.all(), "letter": None})
            elif letter is not None and found and found[2]:
                self._send(200, letter.html or "<p>Aucune partie HTML.</p>", _SANDBOX)
            elif letter is not None:
                self._page("mailbox.html", {"letters": letters.all(), "letter": letter})
            else:
                self._send(404, "<p>Ce message n’est pas ici. <a href='/'>Retour</a></p>", _FRAME)

        def _page(self, name: str, values: Mapping[str, object]) -> None:
            self._send(200, _PAGES.get_template(name).render(values), _FRAME)

        def _send(self, status: int, html: str, content_policy: str) -> None:
            body = html.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", content_policy)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Pages


def main() -> None:
    """Receive and show until told to stop."""
    directory = os.environ.get("MAILBOX_DIRECTORY")
    letters = Letters(Path(directory) if directory else None)
    controller = Controller(
        Receiver(letters),
        hostname="127.0.0.1",
        port=int(os.environ.get("SMTP_PORT", "1025")),
        data_size_limit=_LARGEST,
        enable_SMTPUTF8=True,
    )
    controller.start()
    port = int(os.environ.get("MAILBOX_PORT", "8025"))
    server = ThreadingHTTPServer(("127.0.0.1", port), page_handler(letters))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    controller.stop()


if __name__ == "__main__":
    main()
