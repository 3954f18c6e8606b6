"""Groups of commands whose modules are imported only when they are called.

`parvis worker` need not read what `parvis keys` needs: that is half a second of every start.
"""

import importlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import click
from typing_extensions import override

from idp.cli.room import in_one_piece
from idp.errors import (
    DatabaseUnavailableError,
    OperationError,
    PersonError,
    Refused,
    SettingsError,
)
from idp.modules import reading_modules


class LazyGroup(click.Group):
    """A group of nouns: the module in which each is `command`, and its line of help."""

    def __init__(self, nouns: Mapping[str, tuple[str, str]], **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._nouns = nouns

    @override
    def main(self, *args: Any, **options: Any) -> Any:
        return in_one_piece(partial(super().main, *args, **options))

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._nouns)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._nouns:
            return None
        module, _ = self._nouns[cmd_name]
        with reading_modules():
            command: click.Command = importlib.import_module(module).command
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._nouns.items()])

    @override
    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (Refused, PersonError) as refused:
            from idp.administration.in_english import in_english

            said = in_english(refused)
            if getattr(refused, "needs_field", False):
                said = f"{refused.field}: {said}"
            raise click.ClickException(said) from refused
        except (SettingsError, OperationError, DatabaseUnavailableError) as error:
            raise click.ClickException(str(error)) from error
