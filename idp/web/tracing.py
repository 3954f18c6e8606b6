"""A span for each request, by its route (W3C Trace Context, only from trusted proxies)."""

from contextlib import ExitStack

from flask import Flask, Response, request

from idp.web.remote import comes_from_trusted_proxy
from idp.wiring import Provider

_STACK, _SPAN = "parvis.trace", "parvis.span"
_FAULTS = 500


def mount_tracing(app: Flask, provider: Provider) -> None:
    """Trace every request, when tracing is on."""
    traces, server = provider.traces, provider.settings.server
    if not traces.are_on:
        return

    @app.before_request
    def begin() -> None:
        route = request.url_rule.rule if request.url_rule else "none"
        is_trusted = comes_from_trusted_proxy(request, server)
        traceparent = request.headers.get("traceparent") if is_trusted else None
        method = request.method if request.url_rule else "other"
        facts = {"http.request.method": method, "http.route": route}
        stack = ExitStack()
        span = stack.enter_context(traces.root(f"{method} {route}", facts, traceparent=traceparent))
        request.environ[_STACK], request.environ[_SPAN] = stack, span

    @app.after_request
    def end(response: Response) -> Response:
        span = request.environ.get(_SPAN)
        if span is not None:
            span.add("http.response.status_code", response.status_code)
            if response.status_code >= _FAULTS:
                span.add("error.type", str(response.status_code))
        return response

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        stack = request.environ.pop(_STACK, None)
        if stack is not None:
            stack.close()
