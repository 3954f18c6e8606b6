"""Spans: what took how long within what, to find slow requests (OpenTelemetry).

Off unless `tracing.endpoint` says where they go; then, and only then, the SDK is imported. A span
holds routes, states and the names of servers: nothing of what a person typed, no address, no token,
and of an error its type alone.
"""

from idp.traces.traces import NO_TRACES, Facts, Span, Traces, open_traces

__all__ = ["NO_TRACES", "Facts", "Span", "Traces", "open_traces"]
