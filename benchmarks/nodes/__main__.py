"""Measures one and two nodes, and one to four processes, on one PostgreSQL. Needs root.

    python -m benchmarks.nodes [--share 0.2] [--rounds 3] [--seconds 4] [--save F]

Each process of Parvis may use the same share of the first core (`quota.py`), so that there is room
for four of them; the second core is the database's and the driver's. Every layout runs by itself,
and is asked the same by as many connections for each process.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from benchmarks import scenarios
from benchmarks.commit import commit
from benchmarks.database_server import postgresql
from benchmarks.driver import Result
from benchmarks.nodes.quota import Shares
from benchmarks.nodes.results import Layout, Run, Scaling, table
from benchmarks.processor import spent_seconds
from benchmarks.targets import Target, parvis, serve
from idp import __version__
from tests.ports import free_port
from tests.postgres import Postgres

_DATABASE_CORE = 1
_LAYOUTS = ((1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2))
_ASKED = {
    "authorize with a session": scenarios.authorize,
    "refresh": scenarios.refresh,
    "userinfo": scenarios.userinfo,
}
_START_SECONDS = 90


def main() -> None:
    """Measure, print and keep."""
    options = _options()
    results = Scaling(
        version=__version__,
        commit=commit(),
        share=options.share,
        seconds=options.seconds,
        load_before=os.getloadavg()[0],
        layouts=[Layout(nodes, processes) for nodes, processes in _LAYOUTS],
    )
    core = _DATABASE_CORE % (os.cpu_count() or 1)
    os.sched_setaffinity(0, {core})
    with tempfile.TemporaryDirectory(prefix="parvis-nodes-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user
        with postgresql(folder, core=core) as postgres:
            first = parvis(folder, free_port(), postgres.add("parvis"))
            first.stop()
            for number in range(options.rounds):
                print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
                for layout in results.layouts:
                    _measure(layout, first, folder, postgres, options)
    print(table(results))
    if options.save is not None:
        options.save.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nodes", description=__doc__)
    parser.add_argument("--share", type=float, default=0.2, help="of a core, a process (0.2)")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median counts (3)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each run (4)")
    parser.add_argument("--save", type=Path, help="a file for every run")
    return parser.parse_args()


def _measure(
    layout: Layout, first: Target, folder: Path, postgres: Postgres, options: argparse.Namespace
) -> None:
    with _running(layout, first, folder, options.share) as nodes:
        for scenario, ask in _ASKED.items():
            _together([partial(ask, node, 1.0) for node in nodes])  # warms
            masters = [node.process.pid for node in nodes]
            began, database, own = time.perf_counter(), _of(postgres), spent_seconds(*masters)
            answers = _together([partial(ask, node, options.seconds) for node in nodes])
            elapsed = time.perf_counter() - began
            per_second = sum(each.per_second for each in answers)
            if any(each.errors for each in answers):
                raise RuntimeError(f"{layout.name}, {scenario}: an answer was not as expected")
            processes = layout.nodes * layout.processes
            layout.runs.setdefault(scenario, []).append(
                Run(
                    per_second=per_second,
                    median_ms=max(each.median_ms for each in answers),
                    p99_ms=max(each.p99_ms for each in answers),
                    database_us=(_of(postgres) - database) / elapsed / per_second * 1e6,
                    used=(spent_seconds(*masters) - own) / elapsed / options.share / processes,
                )
            )


def _together(asking: list[Callable[[], Result]]) -> list[Result]:
    with ThreadPoolExecutor(len(asking)) as threads:
        return [each.result() for each in [threads.submit(ask) for ask in asking]]


@contextmanager
def _running(layout: Layout, first: Target, folder: Path, share: float) -> Iterator[list[Target]]:
    ports = [free_port() for _ in range(layout.nodes)]
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    with Shares(share) as groups, ExitStack() as running:
        nodes: list[Target] = []
        for port in ports:
            told = {
                **first.environment,
                "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
                "PARVIS_SERVER_HOSTS": hosts,
                "PARVIS_SERVER_WORKERS": str(layout.processes),
            }
            started = serve(folder, port, told)
            running.callback(started.stop)
            nodes.append(replace(first, port=port, process=started.process))
            for pid in _processes(started.process.pid, layout.processes):
                groups.bound(pid)
                _let_interrupt(pid)
        yield nodes


def _processes(master: int, count: int) -> list[int]:
    """Return the processes that answer, once all have been started."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        found = subprocess.run(
            ["pgrep", "-P", str(master)], capture_output=True, text=True, check=False
        )
        if len(pids := [int(each) for each in found.stdout.split()]) >= count:
            return pids
        time.sleep(0.05)
    raise RuntimeError(f"{count} processes did not start")


def _let_interrupt(pid: int) -> None:
    """Let the threads of `pid` run as soon as they are woken.

    Processes that take turns on one core (decision 0058) would leave most of the connections, all
    of which come at once, to the one that runs. Each stands here for a core of its own.
    """
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setscheduler(int(thread.name), os.SCHED_OTHER, os.sched_param(0))


def _of(postgres: Postgres) -> float:
    """Return for how long the database ran until now, in seconds."""
    return spent_seconds(postgres.main_pid)


if __name__ == "__main__":
    main()
