"""Hurt an installation in every way, and print what is left of each.

    python -m benchmarks.faults [--database postgresql] [--root CHECKOUT] [--short] [NAME ...]

Each line is a fresh installation (`parvis serve`, `parvis worker`, a mailbox, two households that
sign up, redeem and renew). Its clients write down what they were told; afterwards that is held
against the database and the mailbox. Lost: an account, a message or a refresh token that was
acknowledged and is not there; in `rolling` and `upgrade` a request that failed, too. Orphaned: an
account that nobody asked for. Doubled: a message more than was asked for. Refused: answers 5xx, or
none. Recovery: from the end of the fault to the last of those. `fill` needs the right to mount a
small disk, `upgrade` the history of CHECKOUT. Ends with 1 when anything was lost.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.faults.drill import Drill, Outcome, run
from benchmarks.faults.experiments import ON_POSTGRESQL, ON_SQLITE, SHORT

_ROOT = Path(__file__).parent.parent.parent
_HEAD = ("database", "experiment", "acknowledged", "lost", "orphaned", "doubled", "refused", "s")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--root", type=Path, default=_ROOT, help="whose program is hurt")
    parser.add_argument("--short", action="store_true", help="what CI runs")
    parser.add_argument("--households", type=int, default=2)
    parser.add_argument("--after", type=float, default=15.0, help="seconds after the fault")
    parser.add_argument("--kills", type=int, default=10, help="of the primary, in `fail over`")
    parser.add_argument("--restarts", type=int, default=10, help="of both nodes, in `rolling`")
    parser.add_argument("--requests", type=int, default=10_000, help="beside each of these")
    options = parser.parse_args()
    drill = Drill(
        root=options.root.absolute(),
        households=options.households,
        after_seconds=options.after,
        kills=options.kills,
        restarts=options.restarts,
        requests=options.requests,
    )
    print("  ".join(f"{each:>12}" for each in _HEAD), flush=True)
    outcomes = []
    for kind, known in (("sqlite", ON_SQLITE), ("postgresql", ON_POSTGRESQL)):
        if options.database not in {None, kind}:
            continue
        for name in SHORT[kind] if options.short else known:
            if options.names and name not in options.names:
                continue
            outcome = run(kind, name, drill)
            print(_line(outcome), flush=True)
            outcomes.append(outcome)
    sys.exit(0 if all(each.is_clean for each in outcomes) else 1)


def _line(outcome: Outcome) -> str:
    cells = (
        *(outcome.database, outcome.name, outcome.acknowledged, outcome.lost, outcome.orphaned),
        *(outcome.doubled, outcome.refused, f"{outcome.recovery_seconds:.1f}"),
    )
    return "  ".join(f"{each:>12}" for each in cells) + f"  {outcome.notes}"


main()
