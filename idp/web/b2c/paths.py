"""The three forms of each B2C path: policy in the query, in the path, or there after `tfp`."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response

View = TypeVar("View", bound=Callable[..., Response])


def paths(app: Flask, rest: str, *methods: str) -> Callable[[View], View]:
    """Return the decorator that mounts a view at all of them."""

    def mount(view: View) -> View:
        for before in ("/<tenant>", "/<tenant>/<policy>", "/tfp/<tenant>/<policy>"):
            app.add_url_rule(f"{before}/{rest}", view_func=view, methods=[*methods])
        return view

    return mount
