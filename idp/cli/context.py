"""The context of every command: its settings."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # imported when a command reads them: its help needs none
    from idp.settings import Settings


class CommandContext:
    """Built once for a command; reads the settings when they are first used."""

    def __init__(self, config: Path | None) -> None:
        self.config = config

    @cached_property
    def settings(self) -> "Settings":
        """The settings. Raises SettingsError naming the first that is wrong."""
        from idp.settings import load

        return load(self.config)


pass_command_context = click.make_pass_decorator(CommandContext)
