"""The mail server: one connection, several messages, and what it answered to each (RFC 5321)."""

import smtplib
import ssl
from pathlib import Path
from types import TracebackType
from typing import Self

from idp.mail.message import deliverable
from idp.mail.model import Answer, DeliveryState, Leased
from idp.settings import Settings

UNREACHABLE = Answer(DeliveryState.DEFERRED, "unreachable")
_PERMANENT = 500


class Carrier:
    """A connection to the mail server, opened when the first message needs it.

    With `mail.security` `starttls` or `tls`, the server's certificate is verified and nothing is
    said in clear: a server that does not offer it counts as unreachable.
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
        """Take leave of the server."""
        self._drop()

    def carry(self, leased: Leased) -> Answer:
        """Hand one message over, and return what came of it; raises nothing."""
        if self._is_down:
            return UNREACHABLE  # a batch must not wait its time out message by message
        try:
            if self._connection is None:
                self._is_down = True
                self._connection = self._connect()
                self._is_down = False
            self._connection.sendmail(self._settings.sender, [leased.recipient], leased.message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = error.recipients[leased.recipient]
            return _answer(code, text)
        except smtplib.SMTPDataError as error:
            return _answer(error.smtp_code, error.smtp_error)
        except smtplib.SMTPSenderRefused as error:
            # It is we who are refused, not the message: somebody must set that right first.
            return Answer(DeliveryState.DEFERRED, _told(error.smtp_code, error.smtp_error))
        except (smtplib.SMTPException, OSError, ValueError):
            self._drop()
            return UNREACHABLE
        return Answer(DeliveryState.SENT, "250")

    def probe(self) -> str | None:
        """Greet the server as before a message; return what goes wrong, None when nothing does."""
        try:
            self._connection = self._connect()
            code, _ = self._connection.noop()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return type(error).__name__
        return None if code < _PERMANENT else str(code)

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        where = (settings.host, settings.port)
        # Told, or smtplib asks the name service for our own name, which may take its time.
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


def _answer(code: int, text: bytes | str) -> Answer:
    refused = code >= _PERMANENT
    state = DeliveryState.REFUSED if refused else DeliveryState.DEFERRED
    return Answer(state, _told(code, text))


def _told(code: int, text: bytes | str) -> str:
    """Return the code and, when it is there, the enhanced one (RFC 3463); no words."""
    words = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    first = words.partition(" ")[0]
    parts = first.split(".")
    enhanced = len(parts) == 3 and all(part.isdecimal() for part in parts)  # noqa: PLR2004 - x.y.z
    return f"{code} {first}" if enhanced else str(code)
