"""PostgreSQL as it is measured: what it acknowledged is on the disk."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import Postgres


@contextmanager
def postgresql(folder: Path, *, core: int, options: str = "") -> Iterator[Postgres]:
    """Run a server below `folder` on `core`; what another run left there is kept.

    It ends with the run, also where `timeout` or a supervisor ends that.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    own = folder / "postgresql"
    own.mkdir(exist_ok=True)
    server = Postgres(own, durable=True, options=options)
    if not server.data.exists():
        server.make()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        server.start()
    finally:
        os.sched_setaffinity(0, before)
    try:
        yield server
    finally:
        server.stop("fast")
