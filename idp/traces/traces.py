"""The port: what is traced says so here, and pays next to nothing while tracing is off."""

import importlib
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, cast

from typing_extensions import override

Facts = Mapping[str, str | int]
"""What is known of a span, under the names of OpenTelemetry's semantic conventions."""
_NONE: Facts = {}


class Span(Protocol):
    """Something under way."""

    def add(self, name: str, value: str | int) -> None:
        """Say one thing more of it."""

    def forget(self) -> None:
        """Do not export it, nor the spans within it."""


class Traces(Protocol):
    """Where spans begin."""

    def root(
        self, name: str, facts: Facts = _NONE, *, traceparent: str | None = None
    ) -> AbstractContextManager[Span]:
        """Begin what is within nothing else here; `traceparent` is who asked (W3C)."""
        ...

    def span(self, name: str, facts: Facts = _NONE) -> AbstractContextManager[Span]:
        """Begin a span within the current one; without one, it is not exported."""
        ...

    @property
    def are_on(self) -> bool:
        """Whether spans are exported."""
        ...

    def close(self) -> None:
        """Export the spans that were not exported yet."""


class _NoSpan:
    def add(self, name: str, value: str | int) -> None:
        """Keep quiet."""

    def forget(self) -> None:
        """Keep quiet."""


_NO_SPAN: AbstractContextManager[Span] = nullcontext(_NoSpan())


class _NoTraces(Traces):
    """Tells nothing."""

    are_on = False

    @override
    def root(
        self, name: str, facts: Facts = _NONE, *, traceparent: str | None = None
    ) -> AbstractContextManager[Span]:
        return _NO_SPAN

    @override
    def span(self, name: str, facts: Facts = _NONE) -> AbstractContextManager[Span]:
        return _NO_SPAN

    @override
    def close(self) -> None:
        return None


NO_TRACES: Traces = _NoTraces()
"""Where nothing is traced."""


def open_traces(*, endpoint: str, share: float, version: str) -> Traces:
    """Return what posts spans to `endpoint`, `share` of those that begin here; "": nothing is."""
    if not endpoint:
        return NO_TRACES
    # Half a second to import, for those who asked for it.
    module = importlib.import_module("idp.traces._opentelemetry")
    return cast("Traces", module.OpenTelemetry(endpoint=endpoint, share=share, version=version))
