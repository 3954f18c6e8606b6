"""Flask without work that it does at every start and request and that nothing here needs.

Its request differs in one thing: no query is one that it cannot read.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, Request
from typing_extensions import override
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_ASCII = "".join(map(chr, range(128)))


class ReadableRequest(Request):
    """A request whose query is ASCII, as RFC 3986 §2.1 wants it.

    Werkzeug would decode the bytes that a client did not encode as UTF-8 when a page reads its
    query, and raise what it raises when they are none.
    """

    def __init__(self, environ: "WSGIEnvironment", *, populate_request: bool = True) -> None:
        super().__init__(environ, populate_request)
        if not self.query_string.isascii():
            self.query_string = quote(self.query_string, safe=_ASCII).encode()


class MatchedRule(Rule):
    """A route without the functions that write its address: addresses are in `paths.py`.

    Werkzeug compiles two of them for each route: with them, mounting all routes takes 230 ms
    instead of 60, at each start and in each test that opens an application. It has no option to
    leave them out, so this overrides a private method; a test fails when Werkzeug calls it
    otherwise, and until then a start is only slow again.
    """

    @override
    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        del append_unknown
        return _unwritten


class Application(Flask):
    """Flask for views none of which is a coroutine."""

    request_class = ReadableRequest
    url_rule_class = MatchedRule

    @override
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func`; Flask would inspect it, for six functions a request (4 µs)."""
        return func


def _unwritten(*_self_and_values: Any, **_values: Any) -> tuple[str, str]:  # noqa: ANN401
    raise NotImplementedError("addresses are written in paths.py")
