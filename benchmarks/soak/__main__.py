"""Lets an installation work for an hour, and watches its memory.

python -m benchmarks.soak [--minutes 60] [--per-second 80] [--postgresql] [--save FILE]

`parvis serve` runs as it ships, two processes of eight threads, but that these are never replaced;
`parvis worker` beside it. What is asked is in `asking.py`; parents come for the first time all the
while. The figures are shares of memory (PSS): a page that several processes use counts in parts.
"""

import argparse
import itertools
import platform
import tempfile
import threading
import time
from contextlib import ExitStack
from http.client import HTTPException
from pathlib import Path

import msgspec

from benchmarks.commit import commit
from benchmarks.human_journey import Parent
from benchmarks.soak.asking import Pace, Visitor
from benchmarks.soak.curve import Curve, Sample, tables
from benchmarks.soak.installation import Installation, installed
from benchmarks.soak.memory import footprint
from idp import __version__
from tests.postgres import Postgres

_VISITORS = 4
_VISIT_EVERY_SECONDS = 3.0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--per-second", type=float, default=80.0)
    parser.add_argument("--every", type=float, default=30.0, help="seconds between samples")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--save", type=Path)
    asked = parser.parse_args()
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        url = _postgresql(running, folder) if asked.postgresql else None
        installation = running.enter_context(installed(folder, url))
        curve = _watch(installation, asked)
    print(tables(curve))
    print(curve.answers)
    if asked.save:
        asked.save.write_bytes(msgspec.json.encode(curve))


def _watch(installation: Installation, asked: argparse.Namespace) -> Curve:
    pace, stop, visits = Pace(asked.per_second), threading.Event(), _Visits(installation)
    threads = [
        threading.Thread(target=Visitor(installation.target, pace).work, args=(stop,))
        for _ in range(_VISITORS)
    ]
    threads.append(threading.Thread(target=visits.come, args=(stop,)))
    curve = Curve(
        version=__version__,
        commit=commit(),
        python=platform.python_version(),
        database="PostgreSQL" if asked.postgresql else "SQLite",
        per_second=asked.per_second,
        samples=[],
        answers={},
        visits=0,
        gave_up=0,
    )
    began = time.monotonic()
    for each in threads:
        each.start()
    try:
        while (elapsed := time.monotonic() - began) < asked.minutes * 60:
            curve.samples.append(_sample(installation, elapsed, pace))
            if asked.save:  # what was seen is kept, should the rest be cut short
                asked.save.write_bytes(msgspec.json.encode(curve))
            time.sleep(asked.every)
        curve.samples.append(_sample(installation, time.monotonic() - began, pace))
    finally:
        stop.set()
        for each in threads:
            each.join()
    curve.answers = {str(status): count for status, count in sorted(pace.answers.items())}
    curve.visits, curve.gave_up = visits.done, visits.gave_up
    return curve


def _sample(installation: Installation, elapsed: float, pace: Pace) -> Sample:
    processes = {name: footprint(pid) for name, pid in installation.processes().items()}
    return Sample(round(elapsed, 1), sum(pace.answers.values()), processes)


class _Visits:
    """Parents who come for the first time, one after the other."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.done = self.gave_up = 0

    def come(self, stop: threading.Event) -> None:
        """Let one come every few seconds until `stop` is set."""
        for number in itertools.count():
            if stop.wait(_VISIT_EVERY_SECONDS):
                return
            try:
                Parent(self._installation.target, number, self._installation.mailbox.code_of).come()
            except (LookupError, OSError, HTTPException):  # sent to wait, or no message came
                self.gave_up += 1
            else:
                self.done += 1


def _postgresql(running: ExitStack, folder: Path) -> str:
    own = folder / "postgresql"
    own.mkdir()
    server = Postgres(own)
    server.make()
    server.start()
    running.callback(server.stop)
    return server.add("parvis")


if __name__ == "__main__":
    main()
