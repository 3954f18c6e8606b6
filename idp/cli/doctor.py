"""`parvis doctor`: what is wrong, one line each."""

import click

from idp.cli.context import CommandContext, pass_command_context
from idp.clock import SystemClock
from idp.errors import SettingsError
from idp.installation.diagnosis import Diagnosis, Finding, Health


@click.command("doctor")
@pass_command_context
@click.pass_context
def command(run: click.Context, context: CommandContext) -> None:
    """Look at settings, keys, database, mail, clock, proxy; fail when anything is wrong."""
    try:
        settings = context.settings
    except SettingsError as error:
        _print(Finding("settings", Health.BAD, str(error)))
        run.exit(1)
    _print(Finding("settings", Health.GOOD, str(context.config or "defaults and environment")))
    worst = Health.GOOD
    for finding in Diagnosis(settings=settings, clock=SystemClock()).findings():
        _print(finding)
        if finding.health is Health.BAD:
            worst = Health.BAD
    run.exit(1 if worst is Health.BAD else 0)


def _print(finding: Finding) -> None:
    click.echo(f"{finding.health:<8} {finding.subject:<15} {finding.text}")
