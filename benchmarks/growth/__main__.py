"""What a request costs as an installation grows.

    python -m benchmarks.growth [SQLite] [PostgreSQL] [--sizes 1000 ... 10000000] [--rounds 6]
                                [--folder FOLDER] [--save FILE]

Makes an installation of each size (ten million accounts take some 25 GB and half an hour on each
database; with `--folder` they are kept there, and used again), runs all side by side, and lets
people who are picked over the whole ask each in turn, in another order each round. Prints what a
request takes of processors, server and database together, as a multiple of that at the smallest.
`--save` keeps every round, beside those of another database that FILE holds.
"""

import argparse
import os
import platform
import random
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.commit import commit
from benchmarks.growth.asking import SCENARIOS, Round
from benchmarks.growth.installations import Installation, running
from benchmarks.growth.results import Grown, Growth, tables
from idp import __version__

_DATABASES = ("SQLite", "PostgreSQL")
_SIZES = tuple(10**power for power in range(3, 8))


def main() -> None:
    """Measure, print and keep."""
    options = _options()
    growth = _kept(options.save)
    for database in options.databases or _DATABASES:
        with tempfile.TemporaryDirectory(prefix="parvis-growth-") as name:
            folder = (options.folder or Path(name)) / database.lower()
            folder.mkdir(exist_ok=True)
            for each in (folder.parent, folder):
                each.chmod(0o755)  # PostgreSQL runs as another user
            with running(database, folder, options.sizes) as installations:
                growth.databases[database] = _measure(installations, options.rounds)
    print(tables(growth))
    if options.save is not None:
        options.save.write_bytes(msgspec.json.format(msgspec.json.encode(growth), indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("databases", nargs="*", help=f"of {', '.join(_DATABASES)} (both)")
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES, help="in accounts")
    parser.add_argument("--rounds", type=int, default=6, help="of which the middle counts (6)")
    parser.add_argument("--folder", type=Path, help="where installations are, or will be, kept")
    parser.add_argument("--save", type=Path, help="a file for every round")
    return parser.parse_args()


def _kept(save: Path | None) -> Growth:
    if save is not None and save.exists():
        kept = msgspec.json.decode(save.read_bytes(), type=Growth)
    else:
        kept = Growth("", "", "", {})
    kept.version, kept.commit, kept.python = __version__, commit(), platform.python_version()
    return kept


def _measure(installations: list[Installation], rounds: int) -> Grown:
    grown = Grown(load_before=os.getloadavg()[0], rounds={})
    chance = random.Random(2026)
    for number in range(rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr, flush=True)
        asked = [Round(each, chance, number) for each in installations]
        for scenario, ask in SCENARIOS.items():
            for each in chance.sample(asked, len(asked)):
                spent = ask(each)
                if number:  # the first round warms
                    sizes = grown.rounds.setdefault(scenario, {})
                    sizes.setdefault(each.installation.accounts, []).append(spent)
    return grown


if __name__ == "__main__":
    main()
