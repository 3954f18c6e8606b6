"""One request answered twice: in front of Flask where it is, and by Flask."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask, request_started
from msgspec import Struct
from typing_extensions import override

from idp.app import create_app
from idp.measures import Measures
from idp.web.body import readable_body
from idp.web.log import JsonLines, Lines
from idp.wiring import Provider

_RANDOM = re.compile(
    r"[A-Za-z0-9_-]{22,}|(?<=incident )[0-9A-F]{8}|[A-Z]{4}-[A-Z]{4}|(?<=Expires=)[^;]+"
)
"""What differs from one answer to the next: random values, numbers of incidents, cookies' ends."""
_UNNAMED = {"time", "request_id", "milliseconds"}


class _Broken(io.BytesIO):
    """A body whose client goes away."""

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError("gone")


class SentRequest(Struct, frozen=True):
    """A request as a server gives it."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    length: str | None = None
    """`Content-Length`; None: none was sent."""
    breaks_off: bool = False
    is_chunked: bool = False

    def environ(self) -> dict[str, Any]:
        """Return the WSGI environment (PEP 3333)."""
        length = {} if self.length is None else {"CONTENT_LENGTH": self.length}
        chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        return {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": (_Broken if self.breaks_off else io.BytesIO)(self.body),
            "wsgi.errors": io.StringIO(),
            **length,
            **(chunked if self.is_chunked else {}),
            **dict(self.headers),
        }


@dataclass
class Told:
    """What came of a request."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    lines: list[dict[str, object]] = field(default_factory=list)
    counted: dict[object, float] = field(default_factory=dict)


def _told_by(written: bytes) -> dict[str, object]:
    """Return what a line of the log tells, but for when it was and how long it took."""
    line: dict[str, Any] = json.loads(written)
    faults = [each["type"] for each in line.get("fault", ())]
    told = {name: value for name, value in line.items() if name not in _UNNAMED}
    return {**told, "message": _plain(line["message"]), "fault": faults}


Application = Callable[..., Iterable[bytes]]


class BothWays:
    """The two ways to an answer, of one application."""

    def __init__(self, provider: Provider) -> None:
        self._measures = provider.measures
        self.app = create_app(provider)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self._flask = readable_body(partial(Flask.wsgi_app, self.app))
        self._flask_began = 0
        request_started.connect(self._begin, self.app)

    def _begin(self, *_sender: object, **_more: object) -> None:
        self._flask_began += 1

    def is_answered_directly(self, asked: SentRequest) -> bool:
        """Tell whether Flask is not asked."""
        before = self._flask_began
        self._told(self.app, asked)
        return self._flask_began == before

    def both(self, asked: SentRequest) -> tuple[Told, Told]:
        """Return what came of `asked` in front of Flask, and by Flask."""
        return self._told(self.app, asked), self._told(self._flask, asked)

    def _told(self, application: Application, asked: SentRequest) -> Told:
        told, before = Told(), _counts(self._measures)
        written = io.BytesIO()
        lines = Lines(written.write)
        lines.setFormatter(JsonLines())

        def start(status: str, headers: list[tuple[str, str]], _info: object = None) -> None:
            told.status = status
            told.headers = [(name, _plain(value)) for name, value in headers]

        root = logging.getLogger()
        level = root.level
        root.addHandler(lines)
        root.setLevel(logging.INFO)
        try:
            body = application(asked.environ(), start)
            told.body = _plain(b"".join(body).decode()).encode()
        finally:
            root.removeHandler(lines)
            root.setLevel(level)
        after = _counts(self._measures)
        told.counted = {
            of: after[of] - before.get(of, 0) for of in after if after[of] != before.get(of)
        }
        told.lines = [*map(_told_by, written.getvalue().splitlines())]
        return told


def _plain(text: str) -> str:
    return _RANDOM.sub("*", text)


def _counts(measures: Measures) -> dict[object, float]:
    """Return every number but durations."""
    return {
        (reading.family.name, reading.series): sum(reading.values[:-1] or reading.values)
        for reading in measures.readings()
    }
