"""The primary of three machines is killed under load, and another is one: nothing is lost by it."""

from pathlib import Path

from benchmarks.faults.drill import Drill, run

_ROOT = Path(__file__).parents[2]


def test_a_primary_that_is_killed_takes_nothing_along_that_was_acknowledged() -> None:
    # Its server first, then a whole machine. One node reaches the primary by HAProxy, the other by
    # PgBouncer as well; `python -m benchmarks.faults --kills 10 "fail over"` is the long form.
    drill = Drill(_ROOT, households=2, after_seconds=10, kills=2)
    outcome = run("postgresql", "fail over", drill)
    assert outcome.is_clean, outcome
    assert outcome.acknowledged > 10, outcome
    assert outcome.recovery_seconds < 10, outcome
