"""`parvis keys`: the signing keys and their life."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.cli.printing import moment, table
from idp.clock import DAY
from idp.keys.algorithms import ALGORITHMS
from idp.operations.keys import KeyOperations, Move

early_option = click.option(
    "--early", is_flag=True, help="Now, though tokens may fail to verify: after a leak."
)


@click.group("keys")
def command() -> None:
    """The signing keys: pending, active, retired, removed."""


@command.command("list")
@click.option("--removed", is_flag=True, help="Removed keys too.")
@pass_ground
def list_keys(ground: Ground, *, removed: bool) -> None:
    """Show the keys, their state and when the next change is safe."""
    operations = _operations(ground)
    table(
        ("KEY", "ALGORITHM", "STATE", "PUBLISHED", "SIGNED FROM", "UNTIL", "NEXT CHANGE SAFE AT"),
        (
            (
                record.kid,
                record.algorithm,
                record.state,
                moment(record.published_at),
                moment(record.activated_at),
                moment(record.retired_at),
                moment(operations.next_at(record)),
            )
            for record in operations.history()
            if removed or record.removed_at is None
        ),
    )


@command.command()
@click.argument("algorithms", nargs=-1, type=click.Choice(ALGORITHMS))
@click.option(
    "--older-than",
    type=click.IntRange(min=0),
    default=0,
    metavar="DAYS",
    help="Publish a successor only for keys that have signed this long.",
)
@pass_ground
def rotate(ground: Ground, algorithms: tuple[str, ...], older_than: int) -> None:
    """Do the next safe thing: publish a successor, let it sign, withdraw the last.

    Call it again, or daily by a timer, until the successor signs.
    """
    moves = _operations(ground).rotate(
        algorithms or ALGORITHMS, older_than_seconds=older_than * DAY
    )
    _tell(moves)
    if not moves:
        click.echo("Nothing is due.")


@command.command()
@click.argument("kid")
@early_option
@pass_ground
def activate(ground: Ground, kid: str, *, early: bool) -> None:
    """Let a pending key sign, and retire the one before it."""
    _tell((_operations(ground).activate(kid, early=early),))


@command.command()
@click.argument("kid")
@early_option
@pass_ground
def retire(ground: Ground, kid: str, *, early: bool) -> None:
    """Stop a key from signing: its successor takes over."""
    _tell(_operations(ground).retire(kid, early=early))


@command.command()
@click.argument("kid")
@early_option
@pass_ground
def remove(ground: Ground, kid: str, *, early: bool) -> None:
    """Withdraw a retired key; what it signed no longer verifies."""
    _tell((_operations(ground).remove(kid, early=early),))


def _tell(moves: tuple[Move, ...]) -> None:
    for move in moves:
        then = f"; next change safe at {moment(move.next_at)}" if move.next_at else ""
        click.echo(f"{move.algorithm} {move.kid} is {move.state}{then}")


def _operations(ground: Ground) -> KeyOperations:
    parts = open_house(ground)
    return KeyOperations(
        database=parts.database,
        lifecycle=parts.key_lifecycle,
        keys=parts.keys,
        audit=parts.audit,
        clock=parts.clock,
        actor=ground.actor.name,
    )
