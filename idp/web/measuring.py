"""Counting responses, and how long they took: by route, never by path."""

import time
from collections.abc import Mapping

from flask import Flask, Request, Response

from idp.measures import Family, Measures, MetricKind, Timed
from idp.web.log import BEGAN

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_OTHER = "other"
_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
NO_ROUTE = "none"
"""The route of an unknown path, or of a method that is not allowed there."""
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class RequestCounts:
    """Counts every response of `app`, whose routes are all mounted."""

    def __init__(self, app: Flask, measures: Measures) -> None:
        self._methods = _methods_of_routes(app)
        self._answers = _opened(self._methods, measures)

    def end(self, request: Request, response: Response) -> None:
        """Count `response`."""
        ended = time.perf_counter()
        environ = request.environ
        route = NO_ROUTE if request.url_rule is None else request.url_rule.rule
        method = environ["REQUEST_METHOD"]
        status = _CLASSES[response.status_code // 100 - 1]
        self._answers.add(
            (route, method if method in self._methods[route] else _OTHER, status),
            ended - environ.get(BEGAN, ended),
            (route,),
        )


def _methods_of_routes(app: Flask) -> dict[str, tuple[str, ...]]:
    """Return the methods that can be answered on each route."""
    answered: dict[str, set[str]] = {NO_ROUTE: {*_METHODS}}
    for rule in app.url_map.iter_rules():
        answered.setdefault(rule.rule, set()).update(rule.methods or _METHODS)
    return {
        route: tuple(each for each in _METHODS if each in answered[route])
        for route in sorted(answered)
    }


def _opened(methods: Mapping[str, tuple[str, ...]], measures: Measures) -> Timed:
    return measures.timed(
        Family(
            name="parvis_http_requests_total",
            tells="Requests answered, by route, method and class of status.",
            labels=("route", "method", "status"),
            series=tuple(
                (route, method, status)
                for route in methods
                for method in (*methods[route], _OTHER)
                for status in _CLASSES
            ),
            sparse=True,
        ),
        Family(
            name="parvis_http_request_seconds",
            tells="How long answers took, by route.",
            kind=MetricKind.HISTOGRAM,
            labels=("route",),
            series=tuple((route,) for route in methods),
            bounds=_BOUNDS,
            sparse=True,
        ),
    )
