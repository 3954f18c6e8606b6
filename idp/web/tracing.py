"""A span for each request, by its route (W3C Trace Context, only from trusted proxies)."""

from contextlib import ExitStack

from flask import Request, Response

from idp.web.remote import comes_from_trusted_proxy
from idp.web.request import header
from idp.wiring import Provider

_STACK, _SPAN = "parvis.trace", "parvis.span"
_FAULTS = 500


class RequestSpans:
    """Traces every request, when tracing is on."""

    def __init__(self, provider: Provider) -> None:
        self._traces = provider.traces
        self._server = provider.settings.server

    def begin(self, request: Request) -> None:
        """Begin the span of `request`."""
        if not self._traces.are_on:
            return
        route = request.url_rule.rule if request.url_rule else "none"
        is_trusted = comes_from_trusted_proxy(request, self._server)
        traceparent = header(request, "traceparent") if is_trusted else None
        method = request.method if request.url_rule else "other"
        facts = {"http.request.method": method, "http.route": route}
        stack = ExitStack()
        span = stack.enter_context(
            self._traces.root(f"{method} {route}", facts, traceparent=traceparent)
        )
        request.environ[_STACK], request.environ[_SPAN] = stack, span

    def end(self, request: Request, response: Response) -> None:
        """Add how `request` was answered."""
        span = request.environ.get(_SPAN)
        if span is not None:
            span.add("http.response.status_code", response.status_code)
            if response.status_code >= _FAULTS:
                span.add("error.type", str(response.status_code))

    def leave(self, request: Request) -> None:
        """End the span."""
        stack = request.environ.pop(_STACK, None)
        if stack is not None:
            stack.close()
