"""`parvis doctor`: what is wrong, one line each."""

import os
from collections import Counter
from functools import partial
from pathlib import Path

import click

from idp.administration.configuration.applying import ConfigurationDirectory
from idp.administration.configuration.files import DirectoryRefused
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.terminal import Terminal
from idp.clock import SystemClock
from idp.errors import SettingsError
from idp.installation.diagnosis import Diagnosis, Finding, Found, Health


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
    directory = settings.administrators.configuration_directory
    also = {"configuration": partial(_configuration, context, Path(directory))} if directory else {}
    for finding in Diagnosis(settings=settings, clock=SystemClock(), also=also).findings():
        _print(finding)
        if finding.health is Health.BAD:
            worst = Health.BAD
    run.exit(1 if worst is Health.BAD else 0)


def _configuration(context: CommandContext, directory: Path) -> Found:
    terminal = Terminal(context)
    configuration = terminal.provider.administration.configuration
    try:
        plan = configuration.compared(terminal, ConfigurationDirectory(directory, os.environ))
    except DirectoryRefused as refused:
        first, *others = refused.reasons
        return Health.BAD, f"{directory}: {first}{f'; {len(others)} more' if others else ''}"
    if not plan.alterations:
        return Health.GOOD, f"{plan.unchanged} as {directory} says"
    # By their kinds: some are told by an address.
    counts = Counter(each.kind.name for each in plan.alterations)
    differing = ", ".join(f"{count} {name}" for name, count in counts.items())
    how = f"`parvis apply {directory} --diff`"
    return Health.DOUBTFUL, f"{differing} differ from {directory}: {how}"


def _print(finding: Finding) -> None:
    click.echo(f"{finding.health:<8} {finding.subject:<15} {finding.text}")
