"""Counting responses, and how long they took: by route, never by path."""

import time
from itertools import product

from flask import Flask, Response, request

from idp.measures import Family, Measures, MetricKind
from idp.web.log import BEGAN

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_OTHER = "other"
_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
NO_ROUTE = "none"
"""The route of an unknown path, or of a method that is not allowed there."""
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def mount_measuring(app: Flask, measures: Measures) -> None:
    """Count every response of `app`, whose routes are all mounted."""
    routes = tuple(sorted({rule.rule for rule in app.url_map.iter_rules()} | {NO_ROUTE}))
    answers = measures.timed(
        Family(
            name="parvis_http_requests_total",
            tells="Requests answered, by route, method and class of status.",
            labels=("route", "method", "status"),
            series=tuple(product(routes, (*_METHODS, _OTHER), _CLASSES)),
            sparse=True,
        ),
        Family(
            name="parvis_http_request_seconds",
            tells="How long answers took, by route.",
            kind=MetricKind.HISTOGRAM,
            labels=("route",),
            series=tuple((route,) for route in routes),
            bounds=_BOUNDS,
            sparse=True,
        ),
    )
    known = frozenset(_METHODS)

    @app.after_request
    def count(response: Response) -> Response:
        ended = time.perf_counter()
        # Each read through Flask's proxy costs as much as all of the counting.
        asked = request._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - documented
        environ = asked.environ
        route = NO_ROUTE if asked.url_rule is None else asked.url_rule.rule
        method = environ["REQUEST_METHOD"]
        status = _CLASSES[response.status_code // 100 - 1]
        answers.add(
            (route, method if method in known else _OTHER, status),
            ended - environ.get(BEGAN, ended),
            (route,),
        )
        return response
