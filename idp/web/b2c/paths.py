"""The three forms of each address of B2C: policy in the query, in the path, in it after `tfp`."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response

View = TypeVar("View", bound=Callable[..., Response])


def paths(app: Flask, rest: str, *methods: str) -> Callable[[View], View]:
    """Return what mounts a view at all of them."""

    def mount(view: View) -> View:
        for before in ("/<tenant>", "/<tenant>/<policy>", "/tfp/<tenant>/<policy>"):
            app.add_url_rule(f"{before}/{rest}", view_func=view, methods=[*methods])
        return view

    return mount
