"""Spans by OpenTelemetry's SDK, posted over OTLP/HTTP; imported when tracing is on, never before.

A process begins to post when it begins its first span: the thread that does would not survive the
fork of a server's processes.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace import Span as SdkSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from typing_extensions import override

from idp.traces.traces import Facts, Traces

_NONE: Facts = {}
_FORGOTTEN = "parvis.forgotten"
_PATIENCE_SECONDS = 5
_MOST_HELD = 512
"""Spans of one trace that wait for its end; what is more is left out."""
_PROPAGATOR = TraceContextTextMapPropagator()


class _Whole(SpanProcessor):
    """Exports a trace once it is complete here, unless it was marked as forgotten."""

    def __init__(self, then: SpanProcessor) -> None:
        self._then = then
        self._lock = threading.Lock()
        self._held: dict[int, list[ReadableSpan]] = {}

    @override
    def on_start(self, span: SdkSpan, parent_context: Context | None = None) -> None:
        self._then.on_start(span, parent_context)

    @override
    def on_end(self, span: ReadableSpan) -> None:
        context = span.get_span_context()
        if context is None:
            return
        trace_id = context.trace_id
        with self._lock:
            held = self._held.setdefault(trace_id, [])
            if len(held) < _MOST_HELD:
                held.append(span)
            if span.parent is not None and not span.parent.is_remote:
                return
            del self._held[trace_id]
        if not (span.attributes or {}).get(_FORGOTTEN):
            for each in held:
                self._then.on_end(each)

    @override
    def shutdown(self) -> None:
        self._then.shutdown()

    @override
    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._then.force_flush(timeout_millis)


class _Told(Struct, frozen=True, eq=False):
    """A span of ours around one of theirs."""

    span: trace.Span

    def add(self, name: str, value: str | int) -> None:
        """Add an attribute."""
        self.span.set_attribute(name, value)

    def forget(self) -> None:
        """Do not export this trace."""
        self.span.set_attribute(_FORGOTTEN, True)  # noqa: FBT003 - theirs to name


class OpenTelemetry(Traces):
    """One tracer provider per process."""

    are_on = True

    def __init__(self, *, endpoint: str, share: float, version: str) -> None:
        self._endpoint = endpoint
        self._sampler = ParentBased(TraceIdRatioBased(share))
        self._resource = Resource({"service.name": "parvis", "service.version": version})
        self._lock = threading.Lock()
        self._of: tuple[int, TracerProvider, trace.Tracer] | None = None

    @override
    @contextmanager
    def root(
        self, name: str, facts: Facts = _NONE, *, traceparent: str | None = None
    ) -> Iterator[_Told]:
        # An empty `Context()`, so that the span has no parent in this process.
        carrier = {} if traceparent is None else {"traceparent": traceparent}
        asked_by = _PROPAGATOR.extract(carrier, Context())
        kind = SpanKind.SERVER if "http.route" in facts else SpanKind.INTERNAL
        with self._begun(name, facts, asked_by, kind) as span:
            yield span

    @override
    @contextmanager
    def span(self, name: str, facts: Facts = _NONE) -> Iterator[_Told]:
        if not trace.get_current_span().is_recording():
            yield _Told(trace.INVALID_SPAN)
            return
        kind = SpanKind.CLIENT if "server.address" in facts else SpanKind.INTERNAL
        with self._begun(name, facts, None, kind) as span:
            yield span

    @contextmanager
    def _begun(
        self, name: str, facts: Facts, context: Context | None, kind: SpanKind
    ) -> Iterator[_Told]:
        with self._tracer().start_as_current_span(
            name,
            context=context,
            kind=kind,
            attributes=dict(facts),
            # An exception's message may repeat what a person typed: its type is enough.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield _Told(span)
            except Exception as error:
                span.set_attribute("error.type", type(error).__qualname__)
                span.set_status(Status(StatusCode.ERROR))
                raise

    def _tracer(self) -> trace.Tracer:
        of = self._of
        if of is None or of[0] != os.getpid():
            with self._lock:
                of = self._of
                if of is None or of[0] != os.getpid():
                    of = self._of = self._provided()
        return of[2]

    def _provided(self) -> tuple[int, TracerProvider, trace.Tracer]:
        provider = TracerProvider(sampler=self._sampler, resource=self._resource)
        exporter = OTLPSpanExporter(endpoint=self._endpoint, timeout=_PATIENCE_SECONDS)
        provider.add_span_processor(_Whole(BatchSpanProcessor(exporter)))
        return os.getpid(), provider, provider.get_tracer("parvis")

    @override
    def close(self) -> None:
        if self._of is not None and self._of[0] == os.getpid():
            self._of[1].shutdown()
