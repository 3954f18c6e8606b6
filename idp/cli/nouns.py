"""Groups of commands whose modules are imported only when they are called.

`parvis worker` need not read what `parvis keys` needs: that is half a second of every start.
"""

import gc
import importlib
from collections.abc import Mapping
from typing import Any

import click
from typing_extensions import override

from idp.errors import (
    DatabaseUnavailableError,
    OperationError,
    PersonError,
    Refused,
    SettingsError,
)
from idp.translations import words_in


class Nouns(click.Group):
    """A group that finds the command `name` as `command` in the module registered for it."""

    def __init__(self, modules: Mapping[str, str], **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._modules = modules

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = self._modules.get(cmd_name)
        if module is None:
            return None
        # What is imported stays: looking for garbage in it meanwhile is a fifth of every start.
        gc.disable()
        try:
            command: click.Command = importlib.import_module(module).command
        finally:
            gc.freeze()
            gc.enable()
        return command

    @override
    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (Refused, PersonError) as refused:
            said = words_in("en").say(refused.message_key, **refused.values)
            if getattr(refused, "needs_field", False):
                said = f"{refused.field}: {said}"
            raise click.ClickException(said) from refused
        except (SettingsError, OperationError, DatabaseUnavailableError) as error:
            raise click.ClickException(str(error)) from error
