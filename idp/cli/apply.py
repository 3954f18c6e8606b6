"""`parvis apply`: make the installation as a directory of files says."""

import os
from pathlib import Path

import click
from msgspec import UNSET

from idp.administration.configuration.applying import ConfigurationDirectory
from idp.administration.configuration.configured import Difference
from idp.administration.configuration.plan import Alteration, Deed, Plan
from idp.administration.configuration.toml_text import value_text
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.terminal import Terminal

_DIFFERS = 3
"""The exit code of `--diff` when anything differs: not that of an error."""


@click.command("apply")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Try it, say what would be done, and take it back.")
@click.option("--diff", is_flag=True, help="The same, member by member; exit 3 for differences.")
@click.option("--prune", is_flag=True, help="Let go of what no file has, too.")
@pass_command_context
@click.pass_context
def command(
    run: click.Context,
    context: CommandContext,
    directory: Path,
    *,
    dry_run: bool,
    diff: bool,
    prune: bool,
) -> None:
    """Make the installation as the files in DIRECTORY say: all of it, or nothing."""
    terminal, keep = Terminal(context), not (dry_run or diff)
    outcome = terminal.provider.administration.configuration.apply(
        terminal, ConfigurationDirectory(directory, os.environ), prune=prune, keep=keep
    )
    for alteration in outcome.plan.alterations:
        _print(alteration, alteration.kind.pruning, with_members=diff)
    for line in outcome.left if keep else ():
        click.echo(f"to do: {line}")
    click.echo(_summary(outcome.plan, keep=keep), err=True)
    run.exit(_DIFFERS if diff and outcome.plan.alterations else 0)


def _print(alteration: Alteration, pruning: str, *, with_members: bool) -> None:
    deed = {
        Deed.PRUNE: f"in no file: {pruning}",
        Deed.KEEP: f"in no file; kept, --prune: {pruning}",
    }.get(alteration.deed, str(alteration.deed))
    names = sorted({each.member for each in alteration.differences})
    told = f" ({', '.join(names)})" if alteration.deed is Deed.CHANGE and not with_members else ""
    click.echo(f"{alteration.name}: {deed}{told}")
    for each in alteration.differences if with_members else ():
        _print_member(each)


def _print_member(each: Difference) -> None:
    for sign, value in (("-", each.before), ("+", each.after)):
        if value is not UNSET:
            click.echo(f"  {sign} {each.member} = {value_text(value)}")


def _summary(plan: Plan, *, keep: bool) -> str:
    done = sum(each.deed is not Deed.KEEP for each in plan.alterations)
    kept = len(plan.alterations) - done
    verb = "done" if keep else "to be done, nothing was changed"
    more = f", {kept} in no file" if kept else ""
    return f"{done} {verb}; {plan.unchanged} as they should be{more}"
