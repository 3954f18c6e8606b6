"""`parvis export`: write the files that make an installation like this one."""

from pathlib import Path

import click

from idp.cli.context import CommandContext, pass_command_context
from idp.cli.terminal import Terminal
from idp.errors import OperationError


@click.command("export")
@click.argument("directory", type=click.Path(path_type=Path))
@pass_command_context
def command(context: CommandContext, directory: Path) -> None:
    """Write what `parvis apply` reads into DIRECTORY, which must be empty; no secret is written."""
    terminal = Terminal(context)
    texts = terminal.provider.administration.configuration.export(terminal)
    try:
        # Administrators' addresses stand in it.
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise OperationError(f"{directory} is not empty: name a new directory")
        for name, text in texts.items():
            path = directory / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise OperationError(f"{error.filename or directory}: {error.strerror}") from error
    click.echo(f"{len(texts)} files; secrets are in none of them", err=True)
