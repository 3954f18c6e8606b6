"""Spans: what took how long within what, to find slow requests (OpenTelemetry).

Off unless `tracing.endpoint` is set; only then the SDK is imported. A span holds routes, states and
names of servers: nothing that a person typed, no address, no token, and only the type of an error.
"""

from idp.traces.traces import NO_TRACES, Facts, Span, Traces, open_traces

__all__ = ["NO_TRACES", "Facts", "Span", "Traces", "open_traces"]
