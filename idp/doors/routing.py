"""Routes that are matched and never written: addresses of ours stand in `paths.py` as they are."""

from collections.abc import Callable
from typing import Any

from typing_extensions import override
from werkzeug.routing import Rule


class MatchedRule(Rule):
    """A route without the function that writes its address.

    Werkzeug compiles two of them for each route, four fifths of what mounting the doors takes, and
    a start waits for it. Were the method called otherwise one day, this would only be slow again.
    """

    @override
    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        del append_unknown
        return _unwritten


def _unwritten(*_self_and_values: Any, **_values: Any) -> tuple[str, str]:  # noqa: ANN401
    raise NotImplementedError("addresses are written in paths.py")
