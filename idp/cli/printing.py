"""How commands print: aligned columns, times in UTC."""

from collections.abc import Iterable, Sequence

import click

from idp.clock import as_datetime


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
