"""A house in operation: its pages over HTTP, its worker, and a mail server that receives."""

import asyncio
import email
import email.policy
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec.structs import replace
from werkzeug.serving import make_server

from idp.app import create_app
from idp.settings import Settings
from idp.wiring import Provider, build
from idp.worker import Rounds, name_of, run
from tests.ports import free_port
from tests.workers import new_worker

_PATIENCE_SECONDS = 20


@dataclass
class Mailbox:
    """What the mail server received, for everybody."""

    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(email.message_from_bytes(content, policy=email.policy.default))
        return "250 2.0.0 OK"

    def wait_for(self, address: str, subject: str, count: int = 1) -> EmailMessage:
        """Return the `count`th message to `address` whose subject holds `subject`."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            found = [
                each
                for each in list(self.messages)
                if address in str(each["To"]) and subject in str(each["Subject"])
            ]
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.05)
        raise AssertionError(f"no message {count} about {subject!r} to {address}")

    def code_for(self, address: str, count: int = 1) -> str:
        """Return the code in the `count`th message with one to `address`."""
        body = self.wait_for(address, "code", count).get_body(("plain",))
        assert body is not None
        found = re.search(r"^\d{4} \d{4}$", body.get_content().replace("\r", ""), re.MULTILINE)
        assert found is not None
        return found[0]


@dataclass(frozen=True)
class Site:
    """Where the house is, what it is made of, and its mail."""

    address: str
    provider: Provider
    mailbox: Mailbox


@contextmanager
def running(
    settings: Settings, port: int | None = None, *, host: str = "127.0.0.1"
) -> Iterator[Site]:
    """Run the house of `settings` at `host` (loopback), on `port` or on a free one."""
    port, mail_port = port or free_port(), free_port()
    address = f"http://{host}:{port}"
    settings = replace(
        settings,
        server=replace(settings.server, issuer=address),
        mail=replace(settings.mail, port=mail_port),
    )
    mailbox = Mailbox()
    carrier = Controller(mailbox, hostname="127.0.0.1", port=mail_port)
    carrier.start()
    provider = build(settings)
    worker = new_worker(provider)
    rounds = Rounds(measures=provider.measures, clock=provider.clock, works=(name_of(worker),))
    stop = threading.Event()
    server = make_server("127.0.0.1", port, create_app(provider), threaded=True)
    threads = [
        threading.Thread(target=run, args=(worker, rounds, stop)),
        threading.Thread(target=server.serve_forever),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Site(address, provider, mailbox)
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()
        asyncio.run_coroutine_threadsafe(_all_gone(), carrier.loop).result(_PATIENCE_SECONDS)
        carrier.stop()
        provider.database.close()


async def _all_gone() -> None:
    """Return when the mail server has said goodbye to whoever was still connected."""
    if others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others, timeout=1)


def registry_file(folder: Path, lines: list[str]) -> Path:
    """Write `lines` where an import may read them."""
    path = folder / "registry.csv"
    path.write_text("\r\n".join([*lines, ""]), "utf-8")
    return path
