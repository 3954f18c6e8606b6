"""The body of a request, under any server: a broken one is the client's error.

Servers read a body lazily, and raise errors of their own when it breaks off, comes too slowly or
is chunked wrongly: these are no faults of ours to log.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

from werkzeug.exceptions import BadRequest, RequestTimeout

ARRIVAL_SECONDS = "parvis.arrival_seconds"
"""In the WSGI environment: how long the request took to arrive before it was given to us."""
T = TypeVar("T")


class Input(Protocol):
    """What PEP 3333 asks of `wsgi.input`."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, all when it is negative."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return one line."""

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        """Return the lines that are left."""

    def __iter__(self) -> Iterator[bytes]:
        """Return the lines one by one."""


class _Body:
    """Reads the body; raises nothing but BadRequest or RequestTimeout."""

    __slots__ = ("_source",)

    def __init__(self, source: Input) -> None:
        self._source = source

    def read(self, size: int = -1, /) -> bytes:
        return _as_http_error(self._source.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        return _as_http_error(self._source.readline, size)

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        return _as_http_error(self._source.readlines, hint)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")


def readable_body(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return `application` (PEP 3333), with the body's errors raised as HTTP errors."""

    def called(environ: dict[str, Any], start_response: object) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return application(environ, start_response)

    return called


def _as_http_error(read: Callable[[int], T], size: int) -> T:
    try:
        return read(size)
    except TimeoutError as error:
        raise RequestTimeout from error
    except Exception as error:
        raise BadRequest from error
