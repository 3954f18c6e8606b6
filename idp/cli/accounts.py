"""`parvis accounts`: bringing the accounts of a former system along."""

import sys
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import click

from idp.administration.people.former_accounts import FormerAccountActions
from idp.administration.people.former_schemas import (
    AccountCountsResponse,
    AccountImportResponse,
    AccountImportsResponse,
    AccountProblemFile,
    AccountProblemsRequest,
)
from idp.cli.action_commands import ActionGroup
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.import_bar import Bar
from idp.cli.printing import columns
from idp.cli.terminal import Terminal
from idp.errors import OperationError, Refused
from idp.imported_accounts.importing.model import AccountReport
from idp.imported_accounts.reading import FORMATS
from idp.imports.former_accounts import AccountsRequest

_LEFT_OUT = 4

command = ActionGroup(
    "accounts",
    help="Accounts of a former system, which wait for their owners: none becomes an account here "
    "before its owner has proven the address.",
)
command.says(FormerAccountActions.accept, "Import {import_id} is {state}: the worker has it.")
command.says(FormerAccountActions.reject, "Import {import_id} is {state}.")
command.says(FormerAccountActions.discard, "{count} accounts of {source} are deleted.")


class _Options(TypedDict):
    format: str
    source: str
    dry_run: bool
    problems: Path | None


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format", required=True, type=click.Choice(list(FORMATS)), help="How the file is written."
)
@click.option(
    "--source",
    required=True,
    help="What the former system is called here; the same for each of its files.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--problems",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here, as CSV, which lines could not be used; also of a refused file.",
)
@pass_command_context
def _import(context: CommandContext, file: Path, **options: Unpack[_Options]) -> None:
    """Import the accounts (or children) in FILE; a second run of it changes nothing.

    A doubtful file is refused (exit status 1). Lines that cannot be used are left out: exit status
    4. After a kill, run it again.
    """
    terminal = Terminal(context)
    request = AccountsRequest(
        path=file,
        source=options["source"],
        format_name=options["format"],
        writes=not options["dry_run"],
    )
    try:
        with Bar() as bar:
            import_id, report = terminal.provider.imports.account_decisions.run(
                request, actor=terminal.actor.name, progress=bar.draw
            )
    except Refused as refusal:
        if "import_id" in refusal.values:
            _print_problems(terminal, int(str(refusal.values["import_id"])), options["problems"])
        raise
    click.echo(_counts(report))
    if options["dry_run"]:
        click.echo("Nothing was changed.")
    _print_problems(terminal, import_id, options["problems"])
    if report.left_out:
        sys.exit(_LEFT_OUT)


@command.shows(FormerAccountActions.list)
def _list(response: AccountImportsResponse) -> None:
    columns(
        response.imports,
        {
            "ID": "import_id",
            "STATE": _state_of,
            "SOURCE": "source",
            "FORMAT": "format",
            "RECEIVED": "received_at",
            "BY": "received_by",
            "ADDED": lambda each: str(each.counts.added) if each.counts else "-",
            "CHANGED": lambda each: str(each.counts.changed) if each.counts else "-",
            "LEFT OUT": lambda each: str(each.counts.left_out) if each.counts else "-",
        },
    )
    click.echo()
    columns(
        response.sources,
        {"SOURCE": "source", "ACCOUNTS": "accounts", "CLAIMED": "claimed", "DISABLED": "disabled"},
    )


@command.shows(FormerAccountActions.show)
def _show(response: AccountImportResponse) -> None:
    click.echo(f"{response.source} ({response.format}): {_state_of(response)}")
    if response.problem is not None:
        click.echo(response.problem.text)
    if response.counts is not None:
        click.echo(_counts(response.counts))


@command.asks(FormerAccountActions.problems)
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all of them here, as CSV.",
)
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", help="Of that file.")
def _problems(
    terminal: Terminal,
    asked: AccountProblemsRequest,
    *,
    file: Path | None,
    language: Literal["fr", "en"],
) -> None:
    """List lines of an import that were left out, or are worth a look."""
    if file is not None:
        _write(terminal, AccountProblemFile(import_id=asked.import_id, language=language), file)
        return
    columns(
        terminal.do(FormerAccountActions.problems, asked).problems,
        {
            "NUMBER": "number",
            "LINE": "line",
            "MEMBER": "column",
            "EFFECT": lambda each: "left out" if each.left_out else "taken",
            "REASON": lambda each: each.problem.text,
        },
    )


def _print_problems(terminal: Terminal, import_id: int, file: Path | None) -> None:
    """Print how many lines have problems, and where they are listed."""
    asked = AccountProblemsRequest(import_id=import_id)
    total = terminal.do(FormerAccountActions.problems, asked).total
    if file is not None:
        _write(terminal, AccountProblemFile(import_id=import_id), file)
    if total:
        where = f"`parvis accounts problems {import_id}`" if file is None else str(file)
        click.echo(f"{total} {'remark' if total == 1 else 'remarks'} about lines: {where}")


def _write(terminal: Terminal, asked: AccountProblemFile, file: Path) -> None:
    response = terminal.do(FormerAccountActions.problem_file, asked)
    try:
        file.write_text(response.content, "utf-8", newline="")
    except OSError as error:
        raise OperationError(f"{file}: {error.strerror}") from error


def _counts(report: AccountReport | AccountCountsResponse) -> str:
    return (
        f"{report.rows} rows: {report.added} new, {report.changed} changed, "
        f"{report.unchanged} unchanged, {report.claimed} claimed, {report.duplicates} repeated, "
        f"{report.left_out} left out; of the new and changed {report.passwords} with a password, "
        f"{report.disabled} disabled; {report.shared_addresses} addresses of several accounts"
    )


def _state_of(imported: AccountImportResponse) -> str:
    at_work = imported.state in {"comparing", "importing"}
    return f"{imported.state} {imported.progress} %" if at_work else imported.state
