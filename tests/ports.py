"""Ports for the servers that tests start: a range for each process that runs tests."""

import itertools
import os
import socket

_FIRST, _EACH = 20_000, 400
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_candidates = itertools.cycle(range(_FIRST + _worker * _EACH, _FIRST + (_worker + 1) * _EACH))


def free_port() -> int:
    """Return a port of loopback that nobody listens on, and that no other process will be given.

    Asking the system for any free one is not enough: two processes may be told the same between
    the question and the use.
    """
    for port in itertools.islice(_candidates, _EACH):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("every port of this process is in use")
