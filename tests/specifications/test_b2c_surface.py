"""`docs/b2c-surface.md` names tests for what it says; here it is held to that."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ROWS = tuple(
    [cell.strip() for cell in line.strip()[1:-1].split("|")]
    for line in (_ROOT / "docs/b2c-surface.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| B2C |", "| library |"))
)
_NAMED = sorted({each for row in _ROWS for each in re.findall(r"`(test_\w+::test_\w+)`", row[-1])})
_TESTS = [path for path in (_ROOT / "tests").rglob("test_*.py") if "node_modules" not in path.parts]


@pytest.mark.parametrize("named", _NAMED)
def test_each_test_that_the_table_names_is_there(named: str) -> None:
    file, _, function = named.partition("::")
    found = [path.read_text("utf-8") for path in _TESTS if path.stem == file]
    assert any(f"\ndef {function}(" in text for text in found)


def test_a_line_is_proven_or_says_why_not() -> None:
    assert len(_ROWS) > 50
    for row in _ROWS:
        _, does, *why, proof = row
        assert len(why) <= 1, row
        assert proof or any(why), row
        assert does or any(why), row
