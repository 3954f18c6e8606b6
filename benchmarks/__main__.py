"""`make bench`: Parvis, its floor and a peer, in turn, under the same load; a table of ratios."""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import targets
from benchmarks.driver import Result
from benchmarks.scenarios import SCENARIOS
from benchmarks.targets import Target
from tests.databases import postgresql

_FIRST_PORT = 26_000
_DRIVER_CORE = 1
# Parvis gives freed memory back every five seconds.
_REST_SECONDS = 6.0


def main() -> None:
    """Measure and print."""
    options = _options()
    # A server on the first core, the driver on the second: figures are for one core.
    os.sched_setaffinity(0, {_DRIVER_CORE % (os.cpu_count() or 1)})
    folder = Path(tempfile.mkdtemp(prefix="parvis-benchmark-"))
    try:
        if options.postgresql:
            (folder / "postgresql").mkdir()
            with postgresql(folder / "postgresql") as url:
                _compare(folder, options, url)
        else:
            _compare(folder, options, None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each run (2)")
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts (3)")
    parser.add_argument("--postgresql", action="store_true", help="Parvis on PostgreSQL")
    parser.add_argument("--only", help="one scenario, by its name")
    return parser.parse_args()


def _compare(folder: Path, options: argparse.Namespace, database_url: str | None) -> None:
    makers: dict[str, Callable[[], Target | None]] = {
        "floor": lambda: targets.floor(folder, _FIRST_PORT),
        "parvis": lambda: targets.parvis(folder, _FIRST_PORT + 1, database_url),
        "peer": lambda: targets.peer(_FIRST_PORT + 2),
    }
    measured: dict[str, dict[str, Result]] = {}
    for name, make in makers.items():
        target = make()
        if target is None:
            print("measured without the peer: make bench installs it", file=sys.stderr)
            continue
        try:
            measured[name] = _measure(target, options)
        finally:
            target.stop()
    _print(measured)


def _measure(target: Target, options: argparse.Namespace) -> dict[str, Result]:
    results = {}
    for name, scenario in SCENARIOS.items():
        if options.only not in (None, name) or (
            target.name == "oidc-provider" and name == "password journey"
        ):
            continue
        scenario(target, options.seconds / 4)  # warm
        runs = [scenario(target, options.seconds) for _ in range(options.runs)]
        if errors := sum(run.errors for run in runs):
            raise RuntimeError(f"{target.name}, {name}: {errors} errors")
        middle = statistics.median_low([run.per_second for run in runs])
        results[name] = next(run for run in runs if run.per_second == middle)
    busy = target.resident_mib()
    time.sleep(_REST_SECONDS)
    print(
        f"{target.name}: first answer after {target.started_seconds:.2f} s, "
        f"{busy:.0f} MiB resident under load, {target.resident_mib():.0f} MiB after it",
        file=sys.stderr,
    )
    return results


def _print(measured: dict[str, dict[str, Result]]) -> None:
    print(f"\nPython {platform.python_version()}, one core each for server and driver\n")
    print("| requests a second | floor | Parvis | of floor | p99 ms | peer | of peer |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in measured["parvis"]:
        ours, least = measured["parvis"][name], measured["floor"][name]
        theirs = measured.get("peer", {}).get(name)
        against = (
            f"{theirs.per_second:,.0f} | {ours.per_second / theirs.per_second:.2f}"
            if (theirs)
            else "- | -"
        )
        print(
            f"| {name} | {least.per_second:,.0f} | {ours.per_second:,.0f} | "
            f"{ours.per_second / least.per_second:.2f} | {ours.p99_ms:.1f} | {against} |"
        )


if __name__ == "__main__":
    main()
