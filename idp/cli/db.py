"""`parvis db`: the shape of the database, and what to do when a backup was restored."""

from collections import Counter

import click

from idp.audit.admin_events import ClientChanged
from idp.cli.context import CommandContext, pass_command_context
from idp.cli.printing import moment
from idp.cli.provider import open_database, open_provider
from idp.cli.terminal import actor
from idp.errors import OperationError
from idp.installation.restoring import Assumption, RestorationImpact
from idp.storage.migrating import upgrade as apply_steps
from idp.storage.revision import applied, needed, shape_of


@click.group("db")
def command() -> None:
    """The shape of the database; what to do when it was restored from a backup."""


@command.command()
@pass_command_context
def upgrade(context: CommandContext) -> None:
    """Apply the migrations that are missing; harmless when there are none."""
    database = open_database(context)
    before = applied(database)
    apply_steps(database)
    after = applied(database)
    click.echo(f"at step {after}" if before == after else f"from {before or 'nothing'} to {after}")


@command.command()
@pass_command_context
def status(context: CommandContext) -> None:
    """Tell the step the database is at; fails unless this program works on it."""
    shape = shape_of(open_database(context))
    if not shape.fits:
        raise OperationError(f"at step {shape.at or 'none'}, step {needed()} is needed")
    if shape.at != needed():
        click.echo(f"at step {shape.at}, on which programs from step {shape.oldest_code} on work")
        return
    click.echo(f"at step {shape.at}, as needed")


@command.command()
@click.option("--dry-run", is_flag=True, help="Say what is known, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--nothing-changed",
    "assumption",
    flag_value=Assumption.NOTHING_CHANGED.value,
    help="Where it is not known: nobody changed a password, a key or a right since the backup.",
)
@click.option(
    "--everything-changed",
    "assumption",
    flag_value=Assumption.EVERYTHING_CHANGED.value,
    help="Where it is not known: every parent chooses a new password, every key is replaced.",
)
@pass_command_context
def restored(context: CommandContext, *, dry_run: bool, yes: bool, assumption: str | None) -> None:
    """After a backup was restored: end what it brought back to life.

    Sessions, tokens, codes and whatever waited end for everybody, and portals are notified. What
    somebody ended since the backup ends again, by what this machine knows: a password that was
    changed is forgotten, and its owner is asked to choose one anew; all other passwords stay.
    """
    restoring = open_provider(context).administration.restoring
    impact = restoring.impact()
    _say(impact)
    if dry_run:
        return
    if impact.refusal is None and assumption is None:
        raise OperationError(
            "there is nothing to do. If a backup was restored all the same, this machine does not "
            "know it: say --nothing-changed or --everything-changed"
        )
    if not yes:
        click.confirm("Sign everybody out, and end what is to end?", abort=True)
    assumed = None if assumption is None else Assumption(assumption)
    for what, count in restoring.declare(actor(), assumed):
        click.echo(f"{count:>9}  {what}")
    click.echo("Done: start `parvis serve` and `parvis worker`.")


def _say(impact: RestorationImpact) -> None:
    click.echo(impact.refusal or "Nothing says that this database went back.")
    click.echo(f"The database is as of {moment(impact.as_of or None)}.")
    if impact.registry_at is not None:
        click.echo(f"The school's data in it are as of {moment(impact.registry_at)}.")
    if impact.lost is None:
        if impact.refusal is not None:
            click.echo("What was ended since is not known on this machine.")
        return
    counted = Counter(each.kind for each in impact.lost)
    click.echo(f"Ended since, and known here: {counted.total()}")
    for kind, count in sorted(counted.items()):
        click.echo(f"{count:>9}  {kind}")
    if portals := {each.client_id for each in impact.lost if each.kind == ClientChanged.kind}:
        click.echo(f"Look at these portals afterwards: {', '.join(sorted(filter(None, portals)))}")
