"""Who is answered at each address: browsers with pages, or programs with JSON."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Request

_PROGRAMS = "PARVIS_PROGRAMS"


@contextmanager
def for_programs(app: Flask) -> Iterator[None]:
    """Mark the routes mounted inside of the block as answering programs."""
    before = set(app.view_functions)
    yield
    programs: frozenset[str] = app.config.get(_PROGRAMS, frozenset())
    app.config[_PROGRAMS] = programs | (set(app.view_functions) - before)


def is_for_programs(app: Flask, request: Request) -> bool:
    """Tell whether a program sent `request`; one without a route is a browser's."""
    return request.endpoint in app.config.get(_PROGRAMS, frozenset())
