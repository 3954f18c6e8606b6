"""`parvis registry`: importing what the schools export."""

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.errors import OperationError
from idp.operations.registry import RegistryImport, Wish
from idp.registry.importing import Imports, Report, load_profile

DEFAULT_PROFILE = "config/registry/gpi.toml"


@click.group("registry")
def command() -> None:
    """The school registry."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", type=click.Path(path_type=Path), default=DEFAULT_PROFILE)
@click.option("--taken-at", help="When the export was made (ISO 8601); else the file's own date.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--allow-removals", is_flag=True, help="Whatever number of contacts disappears.")
@click.option("--allow-older", is_flag=True, help="Even if a later export is in force.")
@pass_ground
def import_(  # noqa: PLR0913 - an option each
    ground: Ground,
    file: Path,
    profile: Path,
    taken_at: str | None,
    *,
    dry_run: bool,
    allow_removals: bool,
    allow_older: bool,
) -> None:
    """Import FILE and bring it into force, all of it or nothing."""
    parts = open_house(ground)
    operation = RegistryImport(
        database=parts.database,
        imports=Imports(
            database=parts.database,
            vault=parts.vault,
            clock=parts.clock,
            settings=parts.settings.registry,
        ),
        children=parts.children,
        audit=parts.audit,
        clock=parts.clock,
    )
    wish = Wish(
        path=file,
        profile=load_profile(profile),
        taken_at=_taken_at(file, taken_at),
        dry_run=dry_run,
        allow_removals=allow_removals,
        allow_older=allow_older,
    )
    with Bar() as bar:
        operation.run(wish, actor=f"admin:{getpass.getuser()}", progress=bar.show, show=bar.report)
    click.echo("Nothing was changed." if dry_run else "The import is in force.")


@command.command("support")
@click.argument("organisation")
@click.argument("address")
@pass_ground
def support(ground: Ground, organisation: str, address: str) -> None:
    """Say where parents of ORGANISATION find help."""
    parts = open_house(ground)
    with parts.database.writing() as tx:
        parts.registry.set_support(tx, organisation, address)


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
            f"{report.rows} rows, {report.without_address} without an address, "
            f"{report.duplicates} duplicates"
        )
        for change in report.changes:
            click.echo(
                f"{change.organisation} {change.name}: {change.after} contacts with access "
                f"(+{change.added} -{change.removed} ~{change.changed}), "
                f"{change.links_lost} confirmed children lose access"
            )

    def _clear(self) -> None:
        if self._shown:
            click.echo("\r" + " " * len(self._shown) + "\r", nl=False, err=True)
            self._shown = ""


def _taken_at(file: Path, given: str | None) -> int:
    if given is None:
        try:
            return int(file.stat().st_mtime)
        except OSError as error:
            raise OperationError(f"{file}: {error.strerror}") from error
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise OperationError(f"--taken-at {given}: not an ISO 8601 date and time") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
