"""`parvis registry`: importing the exports of schools, and deciding on imports."""

from pathlib import Path
from typing import Literal

import click

from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.problems import RegistryProblemActions
from idp.administration.registry.profiles import RegistryProfileActions
from idp.administration.registry.schemas import (
    ColumnsResponse,
    DifferencesResponse,
    HistoryResponse,
    ImportResponse,
    PreviewResponse,
    ProblemFile,
    ProblemsRequest,
    StateResponse,
)
from idp.cli.action_commands import ActionGroup
from idp.cli.import_bar import change_line
from idp.cli.printing import columns, table
from idp.cli.registry_import import import_, write_problems
from idp.cli.terminal import Terminal

command = ActionGroup(
    "registry", help="The school registry: imports, their differences, who decides them."
)
command.add_command(import_)
command.lists(
    RegistryActions.affected_accounts,
    "accounts",
    {
        "ACCOUNT": "account_id",
        "ORGANISATION": "organisation",
        "SCHOOL": "school",
        "CHILDREN": "children",
    },
)
command.says(RegistryActions.publish, "Import {import_id} is {state}.")
command.says(RegistryActions.approve, "Import {import_id} is {state}.")
command.says(RegistryActions.reject, "Import {import_id} is {state}.")
command.says(RegistryActions.read, "Import {import_id} will be compared.")
command.says(RegistryActions.roll_back, "Import {import_id} will hold what it held.")
command.says(RegistryActions.set_support, "Parents of {organisation} find help at {address}.")
command.lists(
    RegistryProfileActions.list,
    "profiles",
    {
        "NAME": "name",
        "FORMAT": lambda each: str(each.content.get("format", "csv")),
        "CHANGED": "changed_at",
        "BY": "changed_by",
    },
)
command.says(RegistryProfileActions.save, "{name} is kept")
command.says(RegistryProfileActions.remove, "{name} is removed")


@command.shows(RegistryActions.state)
def _state(response: StateResponse) -> None:
    columns(
        response.organisations,
        {
            "ORGANISATION": "code",
            "NAME": "name",
            "TAKEN AT": "taken_at",
            "SUPPORT": "support_address",
        },
    )
    if response.waiting:
        click.echo()
        _imports(response.waiting)


@command.shows(RegistryActions.history)
def _history(response: HistoryResponse) -> None:
    _imports(response.imports)


@command.shows(RegistryActions.differences)
def _differences(response: DifferencesResponse) -> None:
    _imports((response.imported,))
    if response.problem is not None:
        click.echo(response.problem.text)
    if response.row_problems:
        import_id = response.imported.import_id
        click.echo(
            f"{response.row_problems} remarks about rows: `parvis registry problems {import_id}`"
        )
    for each in response.changes:
        click.echo(change_line(each))
    for loss in response.losses:
        click.echo(
            f"  {loss.organisation} {loss.school} {loss.name}: -{loss.removed} contacts, "
            f"{loss.links_lost} confirmed children"
        )
    for excess in response.excesses:
        click.echo(
            f"A second person must agree: {excess.organisation} {excess.why} "
            f"{excess.found}, limit {excess.limit}"
        )


@command.shows(RegistryProfileActions.columns)
def _columns(response: ColumnsResponse) -> None:
    click.echo(f"separator {response.separator!r}, encoding {response.encoding}")
    table(response.headers, response.rows)


@command.shows(RegistryProfileActions.preview)
def _preview(response: PreviewResponse) -> None:
    for row in response.rows:
        said = " | ".join(row.fields)
        if row.problem is not None:
            said = f"{row.problem.values['column']}: {row.problem.text}"
        click.echo(f"{row.line}: {said}")


@command.asks(RegistryProblemActions.list)
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all of them here, as CSV for the school.",
)
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", help="Of that file.")
def _problems(
    terminal: Terminal, asked: ProblemsRequest, *, file: Path | None, language: Literal["fr", "en"]
) -> None:
    """List rows of an import that were left out, or are worth a look."""
    if file is not None:
        write_problems(terminal, ProblemFile(import_id=asked.import_id, language=language), file)
        return
    columns(
        terminal.do(RegistryProblemActions.list, asked).problems,
        {
            "NUMBER": "number",
            "FILE": "file",
            "LINE": "line",
            "COLUMN": "column",
            "EFFECT": lambda each: "left out" if each.left_out else "taken",
            "REASON": lambda each: each.problem.text,
        },
    )


def _imports(imports: tuple[ImportResponse, ...]) -> None:
    columns(
        imports,
        {
            "ID": "import_id",
            "STATE": _state_of,
            "SOURCE": "source",
            "PROFILE": "profile",
            "TAKEN AT": "taken_at",
            "ADDED": "added",
            "REMOVED": "removed",
            "LOST": "links_lost",
            "BY": lambda each: each.decided_by or each.asked_by or each.received_by or "-",
        },
    )


def _state_of(imported: ImportResponse) -> str:
    is_staging = imported.state == "staging"
    return f"{imported.state} {imported.progress} %" if is_staging else imported.state
