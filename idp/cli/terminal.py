"""What a command works with: who gives it, the settings, and the actions that it asks for."""

import getpass
import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from idp.administration.action import A, Action, T
from idp.administration.actor import EVERY_ROLE, Actor
from idp.cli.context import CommandContext
from idp.cli.provider import open_provider
from idp.settings import Settings
from idp.wiring import Provider


def actor() -> Actor:
    """Return who gives the command. Whoever reads our settings can do everything anyhow."""
    name = f"admin:{os.environ.get('SUDO_USER') or getpass.getuser()}"
    return Actor(name=name, roles=EVERY_ROLE, is_fresh=True)


class Terminal:
    """Asks for actions as whoever gives the command."""

    def __init__(self, context: CommandContext) -> None:
        self._ground = context
        self.actor = actor()

    @cached_property
    def provider(self) -> Provider:
        """Every part. Raises SettingsError when the keys or the database are not ready."""
        return open_provider(self._ground)

    @property
    def settings(self) -> Settings:
        """The settings. Raises SettingsError naming the first that is wrong."""
        return self._ground.settings

    def read(self, action: Action[A, Any], members: Mapping[str, Any]) -> A:
        """Return `members` as what `action` asks. Raises Refused."""
        return self.provider.administration.actions.read(self.actor, action, members)

    def do(self, action: Action[A, T], asked: A) -> T:
        """Do `action` and return what it gives. Raises Refused, Unknown."""
        return self.provider.administration.actions.do(self.actor, action, asked)
