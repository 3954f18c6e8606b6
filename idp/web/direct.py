"""The routes that portals call most, answered before Flask makes a context for the request.

That context costs as much as half of such an answer; their endpoints take the request that they
answer, and need nothing of it (docs/decisions/0047-what-is-hot-is-answered-before-flask.md).
"""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response
from msgspec import Struct
from werkzeug.routing import Rule

from idp.web.application import ReadableRequest
from idp.web.each_request import EachRequest
from idp.web.request import current_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Endpoint = Callable[[Request], Response]
OnError = Callable[[Request, Exception], Response]
ENDPOINTS = "PARVIS_DIRECT_ENDPOINTS"
_METHODS = {"GET", "POST"}
"""What else arrives (HEAD, OPTIONS, what is not allowed) is Flask's."""
_READ_LATER = {"scheme", "server", "root_path", "query_string", "headers", "remote_addr"}
"""What Werkzeug reads of each request, and most endpoints never."""


def mount_direct(app: Flask, path: str, endpoint: Endpoint, methods: Collection[str]) -> None:
    """Answer `path`, which has no values in it, by `endpoint`: directly, or else by Flask."""
    app.add_url_rule(path, path, lambda: endpoint(current_request()), methods=methods)
    app.config.setdefault(ENDPOINTS, {})[path] = endpoint


class _Route(Struct, frozen=True, eq=False):
    rule: Rule
    endpoint: Endpoint


class _DirectRequest(ReadableRequest):
    """A request on a route of ours, of which the rest is read when something asks for it."""

    def __init__(self, environ: "WSGIEnvironment", rule: Rule, form_bytes: int) -> None:
        self.environ, self.shallow = environ, False
        self.method, self.path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.url_rule, self.view_args = rule, {}
        self.max_form_memory_size = form_bytes

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what Werkzeug has there
        if name not in _READ_LATER:
            raise AttributeError(name)
        super().__init__(self.environ, populate_request=False)
        return vars(self)[name]


class DirectAnswers:
    """The WSGI application (PEP 3333) in front of Flask, which answers all the rest."""

    def __init__(
        self, app: Flask, each: EachRequest, on_error: OnError, hosts: frozenset[str]
    ) -> None:
        self._app, self._flask = app, app.wsgi_app
        self._each, self._on_error, self._hosts = each, on_error, hosts
        self._form_bytes: int = app.config["MAX_FORM_MEMORY_SIZE"]
        self._routes = {
            (method, path): _Route(rule, endpoint)
            for path, endpoint in app.config.get(ENDPOINTS, {}).items()
            for rule in app.url_map.iter_rules(path)
            for method in _METHODS & (rule.methods or set())
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer the request."""
        route = self._routes.get((environ["REQUEST_METHOD"], environ.get("PATH_INFO")))
        if route is None or environ.get("HTTP_HOST") not in self._hosts:
            return self._flask(environ, start_response)
        request = _DirectRequest(environ, route.rule, self._form_bytes)
        try:
            return self._answered(request, route.endpoint)(environ, start_response)
        finally:
            self._each.leave(request)

    def _answered(self, request: Request, endpoint: Endpoint) -> Response:
        try:
            try:
                self._each.begin(request)
                response = endpoint(request)
            except Exception as error:  # noqa: BLE001 - as Flask does
                response = self._on_error(request, error)
            return self._each.end(request, response)
        except Exception as error:  # noqa: BLE001 - a fault of the answer to an error: Flask has the last word
            with self._app.request_context(request.environ):
                return self._app.handle_exception(error)
