"""What is watched: `parvis serve` as it ships, `parvis worker`, and a mailbox for its letters."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks import targets
from benchmarks.soak.memory import children
from benchmarks.targets import Target
from tests.ports import free_port

_CODE = re.compile(r"^(\d{4} \d{4})\r?$", re.MULTILINE)
_PATIENCE_SECONDS = 30.0


class Mailbox:
    """Keeps the code that each address was sent, until it is read."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        content = envelope.content or b""
        assert isinstance(content, bytes)
        body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        if body is not None and (found := _CODE.search(body.get_content())):
            self._codes[envelope.rcpt_tos[0]] = found[1]
        return "250 OK"

    def code_of(self, address: str) -> str:
        """Wait for the code that `address` is sent. Raises TimeoutError."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            if code := self._codes.pop(address, None):
                return code
            time.sleep(0.05)
        raise TimeoutError(address)


class Installation:
    """The processes that answer, the one that works, and where its letters arrive."""

    def __init__(
        self, target: Target, worker: subprocess.Popen[bytes], mailbox: Mailbox, folder: Path
    ) -> None:
        self.target = target
        self.mailbox = mailbox
        self._worker = worker
        self._folder = folder

    def processes(self) -> dict[str, int]:
        """Return their numbers by what they are."""
        first = self.target.process.pid
        answering = {f"serve {n}": pid for n, pid in enumerate(children(first), 1)}
        return {"serve": first, **answering, "worker": self._worker.pid}


@contextmanager
def installed(folder: Path, database_url: str | None) -> Iterator[Installation]:
    """Run an installation whose processes are never replaced by fresh ones."""
    mailbox, port, mail_port = Mailbox(), free_port(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mail_port)
    controller.start()
    told = {
        "PARVIS_SERVER_WORKERS": "2",
        "PARVIS_MAIL_PORT": str(mail_port),
    }
    target = targets.parvis(folder, port, database_url, told=told)
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "idp.cli", "worker"],
            env={**os.environ, **target.environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Installation(target, worker, mailbox, folder)
    finally:
        worker.terminate()
        target.stop()
        worker.wait(timeout=_PATIENCE_SECONDS)
        controller.stop()
