"""`make bench`: Parvis in each form, its floor and a peer, in turn, under the same load.

    python -m benchmarks [NAME ...] [--rounds 5] [--seconds 1] [--only SCENARIO] [--save FILE]

Every server runs all the while, and one at a time is asked: each round puts each scenario on every
server before the next scenario, in another order each time. Prints tables of medians and ratios;
`--save` keeps every run (`benchmarks/results/`).
"""

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from benchmarks.commit import commit
from benchmarks.contenders import started
from benchmarks.driver import Result
from benchmarks.results import Measured, Results, tables
from benchmarks.scenarios import SCENARIOS, lacks
from benchmarks.targets import Target
from idp import __version__

_DRIVER_CORE = 1
# Parvis gives freed memory back every five seconds.
_REST_SECONDS = 6.0
_ORDER = random.Random(2026)


def main() -> None:
    """Measure, print and keep."""
    options = _options()
    # A server on the first core, the driver on the second: figures are for one core.
    os.sched_setaffinity(0, {_DRIVER_CORE % (os.cpu_count() or 1)})
    with tempfile.TemporaryDirectory(prefix="parvis-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user
        with started(folder, options.names) as targets:
            results = _measure(targets, options)
    print(tables(results))
    if options.save is not None:
        options.save.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="servers whose name holds one of these (all)")
    parser.add_argument("--seconds", type=float, default=1.0, help="of each run (1)")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts (5)")
    parser.add_argument(
        "--only", action="append", choices=SCENARIOS, help="a scenario, by its name"
    )
    parser.add_argument("--save", type=Path, help="a file for every run")
    return parser.parse_args()


def _measure(targets: dict[str, Target], options: argparse.Namespace) -> Results:
    load_before = os.getloadavg()[0]
    names = options.only or list(SCENARIOS)
    servers = {
        name: Measured(started_seconds=target.started_seconds) for name, target in targets.items()
    }
    for number in range(options.rounds + 1):
        print(f"round {number} of {options.rounds}", file=sys.stderr, flush=True)
        for scenario in names:
            for name in _ORDER.sample(list(targets), len(targets)):
                if lacks(targets[name], scenario):
                    continue
                run = _run(targets[name], scenario, options.seconds)
                if number:  # the first round warms
                    servers[name].runs.setdefault(scenario, []).append(run)
    for name, target in targets.items():
        servers[name].busy_mib = target.memory_mib()
    time.sleep(_REST_SECONDS)
    for name, target in targets.items():
        servers[name].rested_mib = target.memory_mib()
    return Results(
        version=__version__,
        commit=commit(),
        python=platform.python_version(),
        load_before=load_before,
        seconds=options.seconds,
        servers=servers,
    )


def _run(target: Target, scenario: str, seconds: float) -> Result:
    result = SCENARIOS[scenario](target, seconds)
    if result.errors:
        raise RuntimeError(f"{target.name}, {scenario}: {result.errors} errors")
    return result


if __name__ == "__main__":
    main()
