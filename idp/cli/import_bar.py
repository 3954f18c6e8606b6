"""The progress of an import on a terminal, and the changes that it would make."""

import sys
from types import TracebackType
from typing import Self

import click

from idp.administration.registry.schemas import ChangeResponse
from idp.registry.importing import Advance, OrganisationChange, Report


class Bar:
    """The progress of an import, in a line; prints nothing where standard error is no terminal."""

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
        """Clear the line."""
        self._clear()

    def show(self, advance: Advance) -> None:
        """Show how far an import of the registry is."""
        self.draw(advance.phase, advance.share)

    def draw(self, phase: str, share: float) -> None:
        """Redraw when the percentage changed; `share` is from 0 to 1."""
        percent = int(share * 100)
        filled = percent * 30 // 100
        line = f"{phase:8} [{'#' * filled}{'-' * (30 - filled)}] {percent:3} %"
        if self._watched and line != self._shown:
            click.echo(f"\r{line}", nl=False, err=True)
            self._shown = line

    def report(self, report: Report) -> None:
        """Print the differences, one line for each organisation."""
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
    """Return the changes of an organisation, in a line."""
    return (
        f"{change.organisation} {change.name}: {change.after} contacts with access "
        f"(+{change.added} -{change.removed} ~{change.changed}), "
        f"{change.links_lost} confirmed children lose access"
    )
