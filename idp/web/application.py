"""Flask without work that it does at every start and request and that nothing here needs."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from typing_extensions import override
from werkzeug.routing import Rule


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

    url_rule_class = MatchedRule

    @override
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func`; Flask would inspect it, for six functions a request (4 µs)."""
        return func


def _unwritten(*_self_and_values: Any, **_values: Any) -> tuple[str, str]:  # noqa: ANN401
    raise NotImplementedError("addresses are written in paths.py")
