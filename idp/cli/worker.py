"""`parvis worker`: what happens because time passes."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.doors.log import configure_log
from idp.worker import PortalTelling, Worker, run_until_terminated


@click.command("worker")
@pass_ground
def command(ground: Ground) -> None:
    """Deliver messages, tell portals, delete what is over, until SIGTERM; several may run."""
    configure_log(ground.settings.log.level)
    parts = open_house(ground)
    telling = PortalTelling(
        database=parts.database,
        signals=parts.signals,
        deliveries=parts.deliveries,
        ways=parts.ways_of_telling,
        clock=parts.clock,
        settings=parts.settings,
    )
    worker = Worker(
        database=parts.database,
        vault=parts.vault,
        clock=parts.clock,
        settings=parts.settings,
    )
    run_until_terminated(worker, telling)
    telling.close()
