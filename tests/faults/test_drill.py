"""A fault under load leaves nothing lost, doubled or orphaned, and is over by itself."""

from pathlib import Path

import pytest

from benchmarks.faults.drill import Drill, run
from benchmarks.faults.experiments import SHORT


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_acknowledged_outlives_a_fault(kind: str) -> None:
    drill = Drill(Path(__file__).parents[2], households=1, after_seconds=2)
    for name in SHORT[kind]:
        outcome = run(kind, name, drill)
        assert outcome.is_clean, outcome
        assert outcome.acknowledged > 1, outcome
        assert outcome.recovery_seconds < 5, outcome
