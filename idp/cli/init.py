"""`parvis init`: making what a new installation needs before its first start."""

import click

from idp.cli.context import CommandContext, pass_command_context
from idp.clock import SystemClock
from idp.installation.installing import install


@click.command("init")
@pass_command_context
def command(context: CommandContext) -> None:
    """Make what is missing: encryption key, tables, data keys, signing keys."""
    installed = install(context.settings, SystemClock())
    if installed.encryption_key:
        key = installed.encryption_key
        click.echo(f"Encryption key made ({key}): keep a copy of it away from the database.")
    if installed.signing_keys:
        click.echo(f"Signing keys made: {', '.join(installed.signing_keys)}.")
    click.echo("Ready.")
