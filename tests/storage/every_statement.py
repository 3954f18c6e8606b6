"""The statements that the rooms hold: each stands in a `table.py`, or in `idp/storage`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from idp.storage import Load, Statement

_ROOT = Path(__file__).parents[2]


def every_statement() -> Iterator[tuple[str, str, Statement | Load]]:
    """Give the room, the name and the statement of each that a module of `idp` holds."""
    for path in sorted((_ROOT / "idp").rglob("*.py")):
        words = path.relative_to(_ROOT).with_suffix("").parts
        if not (path.name == "table.py" or words[1] == "storage") or "migrations" in words:
            continue
        for name, value in vars(import_module(".".join(words))).items():
            for each in value.values() if isinstance(value, dict) else (value,):
                if isinstance(each, Statement | Load):
                    yield words[1], name, each
