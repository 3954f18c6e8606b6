"""What a command works with: its actor, the settings, and the actions."""

import getpass
import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from idp.administration.action import A, Action, T
from idp.administration.actor import EVERY_ROLE, Actor
from idp.cli.context import CommandContext
from idp.cli.provider import open_provider

if TYPE_CHECKING:  # imported when they are read and opened
    from idp.settings import Settings
    from idp.wiring import Provider


def actor() -> Actor:
    """Return the user who gives the command, with every role: they can read our settings."""
    name = f"admin:{os.environ.get('SUDO_USER') or getpass.getuser()}"
    return Actor(name=name, roles=EVERY_ROLE, is_fresh=True)


class Terminal:
    """Does actions in the name of the user who gives the command."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        self.actor = actor()

    @cached_property
    def provider(self) -> "Provider":
        """The provider. Raises SettingsError when the keys or the database are not ready."""
        return open_provider(self._context)

    @property
    def settings(self) -> "Settings":
        """The settings. Raises SettingsError naming the first that is wrong."""
        return self._context.settings

    def read(self, action: Action[A, Any], members: Mapping[str, Any]) -> A:
        """Return `members` as the request of `action`. Raises Refused."""
        return self.provider.administration.actions.read(self.actor, action, members)

    def do(self, action: Action[A, T], asked: A) -> T:
        """Do `action` and return its response. Raises Refused, Unknown."""
        return self.provider.administration.actions.do(self.actor, action, asked)
