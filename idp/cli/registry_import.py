"""`parvis registry import`: importing a file with a progress bar, and listing its bad rows."""

import sys
from pathlib import Path
from typing import TypedDict, Unpack

import click

from idp.administration.registry.problems import RegistryProblemActions
from idp.administration.registry.schemas import ProblemFile, ProblemsRequest
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.import_bar import Bar
from idp.cli.parameters import Moment
from idp.cli.terminal import Terminal
from idp.errors import OperationError, Refused
from idp.imports.decisions import ImportOutcome, ImportRequest
from idp.registry.importing import ExportProfile, Why, load_profile
from idp.wiring import Provider

_REMOVALS = frozenset({Why.REMOVED_SHARE, Why.REMOVED_COUNT, Why.ACCESS_LOST})
_AWAITING = 3
_LEFT_OUT = 4
_OUTCOMES = {
    ImportOutcome.TRIED: "Nothing was changed.",
    ImportOutcome.PUBLISHED: "The import is in force.",
    ImportOutcome.AWAITING: (
        "Import {import_id} takes away more than one person may decide. It waits for somebody "
        "else: in the console, or by `parvis registry approve {import_id}`."
    ),
}


class _Options(TypedDict):
    profile: str
    taken_at: int | None
    dry_run: bool
    allow_removals: bool
    allow_older: bool
    problems: Path | None


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", default="gpi", help="How it is read: a name, or a file in TOML.")
@click.option(
    "--taken-at", type=Moment(), help="When the export was made; else the file's own date."
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--allow-removals",
    is_flag=True,
    help="Whatever number of contacts disappears, without a second person; it is recorded.",
)
@click.option("--allow-older", is_flag=True, help="Even if a later export is in force.")
@click.option(
    "--problems",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here, as CSV for the school, which rows could not be used; also of a refused file.",
)
@pass_command_context
def import_(context: CommandContext, file: Path, **options: Unpack[_Options]) -> None:
    """Import FILE (or a folder) and bring it into force.

    A doubtful file is refused (exit status 1). Rows that cannot be used are left out: exit status
    4. What takes away more than the thresholds waits for a second person: exit status 3.
    """
    terminal = Terminal(context)
    provider = terminal.provider
    request = ImportRequest(
        path=file,
        profile=_profile(provider, options["profile"]),
        profile_name=Path(options["profile"]).stem,
        taken_at=_taken_at(file, options["taken_at"]),
        dry_run=options["dry_run"],
        allowed=(_REMOVALS if options["allow_removals"] else frozenset())
        | (frozenset({Why.OLDER}) if options["allow_older"] else frozenset()),
    )
    try:
        with Bar() as bar:
            import_id, outcome = provider.imports.decisions.run(
                request, actor=terminal.actor.name, progress=bar.show, show=bar.report
            )
    except Refused as refusal:
        if "import_id" in refusal.values:
            _print_problems(terminal, int(str(refusal.values["import_id"])), options["problems"])
        raise
    click.echo(_OUTCOMES[outcome].format(import_id=import_id))
    left_out = _print_problems(terminal, import_id, options["problems"])
    if outcome is ImportOutcome.AWAITING:
        sys.exit(_AWAITING)
    if left_out:
        sys.exit(_LEFT_OUT)


def _print_problems(terminal: Terminal, import_id: int, file: Path | None) -> bool:
    """Print how many rows have problems, and where they are listed; tell if any was left out."""
    counts = terminal.do(RegistryProblemActions.list, ProblemsRequest(import_id=import_id))
    if file is not None:
        write_problems(terminal, ProblemFile(import_id=import_id), file)
    if counts.total:
        where = f"`parvis registry problems {import_id}`" if file is None else str(file)
        remarks = "1 remark" if counts.total == 1 else f"{counts.total} remarks"
        click.echo(f"{remarks} about rows, {counts.left_out} left out: {where}")
    return bool(counts.left_out)


def write_problems(terminal: Terminal, asked: ProblemFile, file: Path) -> None:
    """Write the problems of an import's rows into `file`. Raises OperationError, Unknown."""
    response = terminal.do(RegistryProblemActions.file, asked)
    try:
        file.write_text(response.content, "utf-8", newline="")
    except OSError as error:
        raise OperationError(f"{file}: {error.strerror}") from error


def _profile(provider: Provider, name: str) -> ExportProfile:
    if Path(name).is_file():
        return load_profile(Path(name))
    with provider.database.reading() as tx:
        return provider.imports.profiles.get(tx, name)


def _taken_at(file: Path, given: int | None) -> int:
    if given is not None:
        return given
    try:
        return int(file.stat().st_mtime)
    except OSError as error:
        raise OperationError(f"{file}: {error.strerror}") from error
