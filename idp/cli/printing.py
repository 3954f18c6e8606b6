"""How commands print: aligned columns, times in UTC."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from idp.clock import as_datetime

Heads = Mapping[str, str | Callable[[Any], str]]


def moment(seconds: int | None) -> str:
    """Return `seconds` as `2026-01-31 23:59:59Z`, a dash for None."""
    return "-" if seconds is None else f"{as_datetime(seconds):%Y-%m-%d %H:%M:%SZ}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print `rows` under `head`, each column as wide as its widest value."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        padded = (value.ljust(width) for value, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def cell(name: str, value: object) -> str:
    """Return the `value` of the member `name` as it is printed; `at` and `..._at` are moments."""
    if (name == "at" or name.endswith("_at")) and isinstance(value, int):
        return moment(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "-" if value is None else str(value)


def columns(structures: Iterable[Any], heads: Heads) -> None:
    """Print `structures` as a table: under each head a member, or a function's value of one."""
    table(
        tuple(heads),
        (
            [
                cell(column, getattr(each, column)) if isinstance(column, str) else column(each)
                for column in heads.values()
            ]
            for each in structures
        ),
    )
