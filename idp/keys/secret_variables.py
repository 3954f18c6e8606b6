"""Secrets in environment variables: read once, then removed from the environment.

Programs started from here do not inherit them. What the kernel shows of the environment with
which the process began (`/proc/PID/environ`, to its owner) cannot be taken back.
"""

import os

# One per process, like the environment.
_taken: dict[str, str] = {}


def take_variable(name: str) -> str | None:
    """Return the value of `name`, now or when it was first taken; None when there never was one."""
    if (value := os.environ.pop(name, None)) is not None:
        _taken[name] = value
    return _taken.get(name)
