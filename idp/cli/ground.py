"""What every command stands on: the settings, and who gives the command."""

import getpass
import os
from functools import cached_property
from pathlib import Path

import click

from idp.operations.actor import EVERY_ROLE, Actor
from idp.settings import Settings, load


class Ground:
    """Built once for a command; reads nothing before it is asked."""

    def __init__(self, config: Path | None) -> None:
        self.config = config

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises SettingsError naming the first that is wrong."""
        return load(self.config)

    @property
    def actor(self) -> Actor:
        """Who gives the command. Whoever reads our settings can do everything anyhow."""
        name = f"admin:{os.environ.get('SUDO_USER') or getpass.getuser()}"
        return Actor(name=name, roles=EVERY_ROLE, is_fresh=True)


pass_ground = click.make_pass_decorator(Ground)
