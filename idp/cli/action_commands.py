"""Commands made from actions: each takes the members of its action's request, with its limits."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar

import click
import msgspec

from idp.administration.action import Action
from idp.administration.shapes import ActionRequest
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.parameters import parameters_of
from idp.cli.printing import Heads, cell, columns
from idp.cli.terminal import Terminal

A = TypeVar("A", bound=ActionRequest)
T = TypeVar("T", bound=msgspec.Struct)
_LEFT_OUT: tuple[object, ...] = (None, ())


class IdCommand(click.Command):
    """A command whose arguments may be ids, which may begin with a dash (base64url)."""

    ignore_unknown_options = True


class ActionGroup(click.Group):
    """The commands of one noun, each made from an action."""

    command_class = IdCommand

    def says(self, action: Action[Any, Any], text: str) -> None:
        """Add the command of `action`, which prints `text`: `{id} is disabled`.

        It is filled in from the members of the request and of the response.
        """

        @self.asks(action)
        def run(terminal: Terminal, asked: ActionRequest) -> None:
            click.echo(_filled_in(text, asked, terminal.do(action, asked)))

    def lists(self, action: Action[Any, Any], member: str, heads: Heads) -> None:
        """Add the command of `action`, which prints the structures of `member` as a table."""

        @self.shows(action)
        def run(response: msgspec.Struct) -> None:
            columns(getattr(response, member), heads)

    def shows(
        self, *actions: Action[Any, T]
    ) -> Callable[[Callable[[T], None]], Callable[[T], None]]:
        """Add the commands of `actions`, whose responses the decorated function prints."""

        def add(show: Callable[[T], None]) -> Callable[[T], None]:
            for action in actions:
                self._show(action, show)
            return show

        return add

    def _show(self, action: Action[Any, T], show: Callable[[T], None]) -> None:
        def run(terminal: Terminal, asked: ActionRequest) -> None:
            show(terminal.do(action, asked))

        run.__doc__ = show.__doc__
        self.asks(action)(run)

    def asks(self, action: Action[A, Any]) -> Callable[[Callable[..., None]], click.Command]:
        """Add the command of `action`, done by a function of the terminal and the request.

        Options that the function declares itself follow, as keyword arguments. Its docstring is the
        help of the command, else the summary of the action.
        """
        names = action.asks.__struct_fields__

        def make(run: Callable[..., None]) -> click.Command:
            @pass_command_context
            def callback(context: CommandContext, /, **given: Any) -> None:  # noqa: ANN401 - of the options
                members = {name: given.pop(name) for name in names}
                terminal = Terminal(context)
                typed = {name: each for name, each in members.items() if each not in _LEFT_OUT}
                run(terminal, terminal.read(action, typed), **given)

            verb = action.command.partition(" ")[2]
            text = run.__doc__ or action.summary
            own = getattr(run, "__click_params__", [])
            command = IdCommand(
                verb,
                callback=update_wrapper(callback, run),
                params=[*parameters_of(action.asks), *reversed(own)],
                help=text,
            )
            self.add_command(command)
            return command

        return make


def _filled_in(text: str, asked: ActionRequest, response: msgspec.Struct) -> str:
    values = {**msgspec.structs.asdict(asked), **msgspec.structs.asdict(response)}
    return text.format_map({name: cell(name, value) for name, value in values.items()})
