"""A real mail server in the process, which answers what a test tells it to."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec.structs import replace

from idp.settings import Settings
from tests.ports import free_port


@dataclass
class Postbox:
    """What arrived, and what is answered; `answers` maps a recipient to an answer to DATA."""

    envelopes: list[Envelope] = field(default_factory=list)
    refused_recipients: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    silent_after_data: bool = False
    """Whether the message is taken and no answer given."""
    cuts_after_data: bool = False
    """Whether the message is taken and the connection cut."""
    when_taken: Callable[[], None] = lambda: None
    """What happens between a message that is taken and the answer that says so."""

    async def handle_RCPT(  # noqa: N802 - the names that aiosmtpd looks for
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.silent_after_data or self.cuts_after_data:
            self.envelopes.append(envelope)
            if self.cuts_after_data and server.transport is not None:
                server.transport.close()
            await asyncio.sleep(60)
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 OK"
        if answer.startswith("250"):
            self.envelopes.append(envelope)
            self.when_taken()
        return answer


@dataclass
class MailServer:
    """A server on a port of loopback, that can be stopped and started again."""

    port: int
    postbox: Postbox
    make: Callable[[], Controller]
    running: Controller | None = None
    takes_accents: bool = True
    """Whether it takes an accent before the @ (SMTPUTF8)."""

    def start(self) -> None:
        self.running = self.make()
        self.running.SMTP_kwargs["enable_SMTPUTF8"] = self.takes_accents
        self.running.start()

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop()
            self.running = None

    def settings(self, settings: Settings) -> Settings:
        return replace(
            settings,
            mail=replace(settings.mail, port=self.port, timeout_seconds=2, accept_seconds=1),
        )


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    postbox, port = Postbox(), free_port()

    def make() -> Controller:
        return Controller(postbox, hostname="127.0.0.1", port=port)

    server = MailServer(port, postbox, make)
    server.start()
    yield server
    server.stop()
