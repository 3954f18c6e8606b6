"""Where the API is, and how an action's path is written for Flask and in the OpenAPI document."""

import re

ROOT = "/admin/api"
_NAMED = re.compile(r"\{([a-z_]+)\}")


def flask_path(path: str) -> str:
    """Return `path` with its members as Flask writes them."""
    return _NAMED.sub(r"<\1>", path)


def named_in(path: str) -> tuple[str, ...]:
    """Return the members that `path` names."""
    return tuple(_NAMED.findall(path))
