"""`parvis db`: the shape of the database."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_database
from idp.clock import SystemClock
from idp.errors import OperationError
from idp.operations.installation import BOUND_SINCE, bind_rows_of_before, complete_record
from idp.storage.migrating import upgrade as apply_steps
from idp.storage.revision import applied, needed


@click.group("db")
def command() -> None:
    """The shape of the database."""


@command.command()
@click.option(
    "--bind-rows",
    is_flag=True,
    help="Take what nodes of the version before wrote for ours: once the last one is gone.",
)
@pass_ground
def upgrade(ground: Ground, *, bind_rows: bool) -> None:
    """Apply the migrations that are missing; harmless when there are none."""
    database = open_database(ground)
    before = applied(database)
    apply_steps(database)
    after = applied(database)
    click.echo(f"at step {after}" if before == after else f"from {before or 'nothing'} to {after}")
    if bind_rows or (before is not None and before < BOUND_SINCE):
        bound = bind_rows_of_before(
            database, ground.settings, SystemClock(), actor=ground.actor.name
        )
        click.echo(f"{bound} rows that the version before wrote were bound")
    adopted = complete_record(database, ground.settings, SystemClock(), actor=ground.actor.name)
    if adopted:
        click.echo(f"{adopted} rows that the version before recorded were put into the chain")


@command.command()
@pass_ground
def status(ground: Ground) -> None:
    """Tell the step the database is at; fails unless it is the one needed."""
    at = applied(open_database(ground))
    if at != needed():
        raise OperationError(f"at step {at or 'none'}, step {needed()} is needed")
    click.echo(f"at step {at}, as needed")
