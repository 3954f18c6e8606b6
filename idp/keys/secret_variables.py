"""Secrets that come in the environment: read once, and taken out of it.

Programs started from here do not inherit them. What the kernel shows of the environment with
which the process began (`/proc/PID/environ`, to its owner) cannot be taken back.
"""

import os

# The environment is the process's, and so is what was taken out of it.
_taken: dict[str, str] = {}


def take_variable(name: str) -> str | None:
    """Return the value of `name`, now or when it was first taken; None when there never was one."""
    if (value := os.environ.pop(name, None)) is not None:
        _taken[name] = value
    return _taken.get(name)
