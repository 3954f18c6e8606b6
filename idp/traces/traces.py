"""The port for tracing, which costs next to nothing while tracing is off."""

import importlib
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, cast

from typing_extensions import override

Facts = Mapping[str, str | int]
"""What is known of a span, under the names of OpenTelemetry's semantic conventions."""
_NONE: Facts = {}


class Span(Protocol):
    """An operation in progress."""

    def add(self, name: str, value: str | int) -> None:
        """Add an attribute."""

    def forget(self) -> None:
        """Do not export it, nor the spans within it."""


class Traces(Protocol):
    """Begins spans."""

    def root(
        self, name: str, facts: Facts = _NONE, *, traceparent: str | None = None
    ) -> AbstractContextManager[Span]:
        """Begin a root span of this process; `traceparent` is the caller's span (W3C)."""
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
    """Records nothing."""

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
    """Return the exporter to `endpoint`, for a `share` of traces begun here; "": no tracing."""
    if not endpoint:
        return NO_TRACES
    # The import takes half a second, so it is only made when tracing is on.
    module = importlib.import_module("idp.traces._opentelemetry")
    return cast("Traces", module.OpenTelemetry(endpoint=endpoint, share=share, version=version))
