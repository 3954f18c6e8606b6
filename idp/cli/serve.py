"""`parvis serve`: the application under the server's engine."""

import sys
from functools import partial

import click

from idp.cli.context import CommandContext, pass_command_context
from idp.cli.provider import open_provider
from idp.serving.heap import share_one_heap
from idp.serving.server import Server
from idp.web.log import configure_log

# A thread that returns from the database waits this long for the interpreter, and keeps its locks
# meanwhile. Python's default of 5 ms is as long as several requests.
_SWITCH_SECONDS = 0.0002


@click.command("serve")
@pass_command_context
def command(context: CommandContext) -> None:
    """Answer requests until SIGTERM, then let those under way end."""
    configure_log(context.settings.log.level)
    sys.setswitchinterval(_SWITCH_SECONDS)
    share_one_heap()
    Server(context.settings, partial(open_provider, context)).run()
