"""Sends messages to the mail server over one connection, with its answer to each (RFC 5321)."""

import contextlib
import re
import smtplib
import ssl
from pathlib import Path
from types import TracebackType
from typing import Self

from idp.mail.message import deliverable
from idp.mail.model import UNCONFIRMED, DeliveryState, Leased, MailReply
from idp.settings import Settings

UNREACHABLE = MailReply(DeliveryState.DEFERRED, "unreachable")
NO_ACCENTS = MailReply(DeliveryState.REFUSED, "553 5.6.7")
"""The server takes no address with an accent before the @ (RFC 6531 §3.5)."""
_OK, _WILL_FORWARD, _GO_ON = 250, 251, 354
_PERMANENT = 500
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)  # RFC 5321 §4.5.2


class Carrier:
    """A connection to the mail server, opened when the first message needs it.

    With `mail.security` `starttls` or `tls`, the server's certificate is verified and nothing is
    sent in clear: a server that does not offer it counts as unreachable.
    """

    def __init__(self, *, settings: Settings) -> None:
        self._settings = settings.mail
        self._connection: smtplib.SMTP | None = None
        self._is_down = False

    def __enter__(self) -> Self:
        """Return self; nothing is connected yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._drop()

    def carry(self, leased: Leased) -> MailReply:
        """Send one message, and return the outcome; raises nothing."""
        if self._is_down:
            return UNREACHABLE  # a batch must not time out message by message
        try:
            if self._connection is None:
                self._is_down = True
                self._connection = self._connect()
                self._is_down = False
            return self._hand_over(self._connection, leased)
        except (smtplib.SMTPException, OSError, ValueError):
            self._drop()
            return UNREACHABLE

    def probe(self) -> str | None:
        """Connect as before a message; return the problem, or None."""
        try:
            self._connection = self._connect()
            self._connection.ehlo_or_helo_if_needed()
            code, _ = self._connection.noop()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return type(error).__name__
        if code >= _PERMANENT:
            return str(code)
        if self._settings.accented_addresses and not _takes_accents(self._connection):
            return "mail.accented_addresses is set, and the server takes none (SMTPUTF8)"
        return None

    def _hand_over(self, server: smtplib.SMTP, leased: Leased) -> MailReply:
        """Send the message step by step: the server has nothing until the last line."""
        server.ehlo_or_helo_if_needed()
        options = [f"size={len(leased.message)}"] if server.has_extn("size") else []
        if not (leased.recipient.isascii() and leased.message.isascii()):
            if not _takes_accents(server):
                return NO_ACCENTS
            options += ["SMTPUTF8", "BODY=8BITMIME"]  # RFC 6531 §3.2
        code, text = server.mail(self._settings.sender, options)
        if code != _OK:
            self._reset(server)
            # The sender is refused, not the message: an operator must correct that first.
            return MailReply(DeliveryState.DEFERRED, _codes(code, text))
        code, text = server.rcpt(leased.recipient)
        if code in {_OK, _WILL_FORWARD}:
            code, text = server.docmd("DATA")
            if code == _GO_ON:
                server.send(_LEADING_DOT.sub(b"..", leased.message) + b".\r\n")
                return self._accepted(server)
        self._reset(server)
        return _answer(code, text)

    def _accepted(self, server: smtplib.SMTP) -> MailReply:
        """Wait for the one answer that nothing can replace (RFC 5321 §4.5.3.2.6, RFC 1047)."""
        sock = server.sock
        try:
            if sock is not None:
                sock.settimeout(self._settings.accept_seconds)
            code, text = server.getreply()
            if sock is not None:
                sock.settimeout(self._settings.timeout_seconds)
        except (smtplib.SMTPException, OSError):
            self._drop()
            self._is_down = True  # the rest of the batch must not wait as long, one by one
            return UNCONFIRMED
        return MailReply(DeliveryState.SENT, "250") if code == _OK else _answer(code, text)

    @staticmethod
    def _reset(server: smtplib.SMTP) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.rset()

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        where = (settings.host, settings.port)
        # Given, or smtplib asks the name service for our own name, which may take long.
        name = deliverable(settings.sender).rpartition("@")[2]
        connection: smtplib.SMTP
        if settings.security == "tls":
            context = ssl.create_default_context()
            connection = smtplib.SMTP_SSL(
                *where, name, timeout=settings.timeout_seconds, context=context
            )
        else:
            connection = smtplib.SMTP(*where, name, timeout=settings.timeout_seconds)
        try:
            if settings.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if settings.username:
                password = Path(settings.password_file).read_text("utf-8").strip()
                connection.login(settings.username, password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


def _takes_accents(server: smtplib.SMTP) -> bool:
    return server.has_extn("smtputf8") and server.has_extn("8bitmime")


def _answer(code: int, text: bytes | str) -> MailReply:
    refused = code >= _PERMANENT
    state = DeliveryState.REFUSED if refused else DeliveryState.DEFERRED
    return MailReply(state, _codes(code, text))


def _codes(code: int, text: bytes | str) -> str:
    """Return the code and, when it is there, the enhanced one (RFC 3463); no words."""
    words = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    first = words.partition(" ")[0]
    parts = first.split(".")
    enhanced = len(parts) == 3 and all(part.isdecimal() for part in parts)  # noqa: PLR2004 - x.y.z
    return f"{code} {first}" if enhanced else str(code)
