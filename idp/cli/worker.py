"""`parvis worker`: what happens because time passes."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.doors.log import configure_log
from idp.worker import Worker, run_until_terminated


@click.command("worker")
@pass_ground
def command(ground: Ground) -> None:
    """Deliver messages and delete what is over, until SIGTERM; several may run."""
    configure_log(ground.settings.log.level)
    parts = open_house(ground)
    run_until_terminated(
        Worker(
            database=parts.database,
            vault=parts.vault,
            clock=parts.clock,
            settings=parts.settings,
        )
    )
