"""How far an import is, on a terminal; and what it would change."""

import sys
from types import TracebackType
from typing import Self

import click

from idp.administration.registry.schemas import ChangeResponse
from idp.registry.importing import OrganisationChange, Report


class Bar:
    """A line on a terminal that says how far the import is; nothing where nobody watches."""

    def __init__(self) -> None:
        self._shown = ""
        self._watched = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave a clean line."""
        self._clear()

    def show(self, phase: str, done: int, whole: int) -> None:
        """Redraw when the percentage changed."""
        percent = min(100, done * 100 // max(1, whole))
        filled = percent * 30 // 100
        line = f"{phase:8} [{'#' * filled}{'-' * (30 - filled)}] {percent:3} %"
        if self._watched and line != self._shown:
            click.echo(f"\r{line}", nl=False, err=True)
            self._shown = line

    def report(self, report: Report) -> None:
        """Print the differences, an organisation a line."""
        self._clear()
        click.echo(
            f"{report.rows} rows, {report.left_out} left out, "
            f"{report.without_address} without an address, {report.duplicates} duplicates"
        )
        for change in report.changes:
            click.echo(change_line(change))

    def _clear(self) -> None:
        if self._shown:
            click.echo("\r" + " " * len(self._shown) + "\r", nl=False, err=True)
            self._shown = ""


def change_line(change: OrganisationChange | ChangeResponse) -> str:
    """Return what changes in an organisation."""
    return (
        f"{change.organisation} {change.name}: {change.after} contacts with access "
        f"(+{change.added} -{change.removed} ~{change.changed}), "
        f"{change.links_lost} confirmed children lose access"
    )
