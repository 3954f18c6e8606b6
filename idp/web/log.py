"""The log: JSON lines on standard error, each with the id of its request.

No line holds personal data: a request is logged by its route, never by its path or query; an
exception by its type and traceback, never by its message, which may repeat what a person typed;
network addresses not at all.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import TextIO

import msgspec
from flask import Flask, Request, Response
from typing_extensions import override

from idp.clock import as_datetime
from idp.ids import new_id

_access = logging.getLogger("idp.access")
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_FRAMES = 12
BEGAN = "parvis.began"
"""In the WSGI environment: when the request began, by `time.perf_counter`."""


def request_id() -> str | None:
    """Return the id of the current request, None outside of one."""
    return _request_id.get()


def configure_log(level: str) -> None:
    """Send everything at `level` and above to standard error as JSON lines."""
    # Python has none when it was closed before the start.
    handler = Lines(_unbuffered(sys.stderr)) if sys.stderr else logging.NullHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # A library's warning is a line of the log too, not a stray one that no reader can parse.
    logging.captureWarnings(capture=True)
    # Authlib logs whole tokens at DEBUG; Alembic and SQLAlchemy log every step.
    for chatty in ("authlib", "alembic", "sqlalchemy", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _unbuffered(stream: TextIO) -> Callable[[bytes], int | None]:
    return getattr(stream.buffer, "raw", stream.buffer).write


class Lines(logging.Handler):
    """Writes each record as one line, by one call to the system.

    The system keeps such lines apart by itself, but for those of a pipe that are longer than it
    takes at once (4 KiB). With logging's lock, threads would wait for each other's whole line; and
    a stream of text would look at every character again.
    """

    def __init__(self, write: Callable[[bytes], int | None]) -> None:
        super().__init__()
        self._write = write

    def put(self, line: bytes) -> None:
        """Write `line`, in as many pieces as the system takes it in."""
        try:
            while line and (written := self._write(line)):
                line = line[written:]
        except (OSError, ValueError):  # nobody reads it: there is nobody to tell
            pass

    @override
    def handle(self, record: logging.LogRecord) -> bool:
        if kept := self.filter(record):
            self.emit(record)
        return kept

    @override
    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.put(self.format(record).encode() + b"\n")
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(record)


class RequestLog:
    """Gives each request an id, and logs how it ended."""

    def __init__(self, app: Flask) -> None:
        app.logger.addFilter(_without_path)

    def begin(self, request: Request) -> None:
        """Give `request` its id."""
        _request_id.set(new_id())
        request.environ[BEGAN] = time.perf_counter()

    def end(self, request: Request, response: Response) -> None:
        """Name the request in its response, and log both."""
        response.headers.add("X-Request-Id", _request_id.get() or "")
        if _access.isEnabledFor(logging.INFO):
            now, ended = time.time(), time.perf_counter()  # noqa: TID251 - as logging's records
            line = _beginning(now, "INFO", _access.name, "request")
            line["method"] = request.method
            line["route"] = request.url_rule.rule if request.url_rule else None
            line["status"] = response.status_code
            line["milliseconds"] = int((ended - request.environ.get(BEGAN, ended)) * 10_000) / 10
            _put(line)

    def leave(self) -> None:
        """Forget the id: the thread goes on to other requests."""
        _request_id.set(None)


def _put(line: dict[str, object]) -> None:
    """Write `line` wherever lines are written.

    Not as a record of logging's: to make and hand that on takes as long again as the line itself.
    """
    written = _as_json(line).encode() + b"\n"
    for each in logging.getLogger().handlers:
        if isinstance(each, Lines):
            each.put(written)


def _without_path(record: logging.LogRecord) -> bool:
    """Remove the path that Flask logs when the error page itself fails."""
    if record.exc_info:
        record.msg, record.args = "a fault met no answer", ()
    return True


class JsonLines(logging.Formatter):
    """One JSON object a line, all ASCII: nothing in it can forge a line or move a cursor."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line = _beginning(record.created, record.levelname, record.name, record.getMessage())
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1]:
            line["fault"] = _fault(record.exc_info[1])
        return _as_json(line)


def _beginning(at: float, level: str, logger: str, message: str) -> dict[str, object]:
    """Return what every line begins with."""
    line: dict[str, object] = {
        "time": f"{_second(int(at))}.{int(at % 1 * 1000):03}Z",
        "level": level,
        "logger": logger,
        "message": message,
    }
    if (identifier := _request_id.get()) is not None:
        line["request_id"] = identifier
    return line


@lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return f"{as_datetime(seconds):%Y-%m-%dT%H:%M:%S}"


_encoder = msgspec.json.Encoder(enc_hook=repr)


def _as_json(line: dict[str, object]) -> str:
    try:
        return _encoder.encode(line).decode("ascii")
    except (ValueError, TypeError, OverflowError):  # not ASCII, or nothing that msgspec writes
        return json.dumps(line, default=repr, separators=(",", ":"))


def _fault(error: BaseException) -> list[dict[str, object]]:
    """Return `error` and what caused it: types, and the innermost lines of each."""
    chain: list[dict[str, object]] = []
    link: BaseException | None = error
    while link is not None and len(chain) < _FRAMES:
        frames = traceback.extract_tb(link.__traceback__)[-_FRAMES:]
        lines = [f"{each.filename}:{each.lineno} {each.name}" for each in frames]
        chain.append({"type": f"{type(link).__module__}.{type(link).__qualname__}", "lines": lines})
        link = link.__cause__ or link.__context__
    return chain
