"""`parvis keys`: the signing keys and their life, and the key that seals them."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of
from idp.cli.printing import moment, table
from idp.keys import keyring_of
from idp.keys.algorithms import ALGORITHMS
from idp.operations.action import A, Action
from idp.operations.asking import Nothing
from idp.operations.encryption_key_swap import put_in_place
from idp.operations.key_model import (
    AddAlgorithm,
    KeyTold,
    MoveKey,
    Moves,
    Rekey,
    RotateKeys,
    WhichKey,
)
from idp.operations.key_revocation import KeyRevocation, RevocationWeighed
from idp.operations.keys import KeyOperations

_EVERY_PORTAL = 10
_HEAD = ["KEY", "ALGORITHM", "STATE", "KEPT IN", "PUBLISHED", "SAFE TO SIGN", "SIGNED FROM"]
_HEAD += ["UNTIL", "CAN GO"]

early_option = click.option("--early", is_flag=True, help="Now, though tokens may fail to verify.")


@click.group("keys")
def command() -> None:
    """The signing keys: pending, active, retired, removed, revoked."""


@command.command("list")
@click.option("--gone", is_flag=True, help="Withdrawn keys too.")
@pass_ground
def list_keys(ground: Ground, *, gone: bool) -> None:
    """Show the keys, their dates and when the next change is safe."""
    told = desk_of(ground).do(ground.actor, KeyOperations.show, Nothing())
    table(
        _HEAD,
        (_line(key) for each in told.algorithms for key in each.keys if gone or _is_there(key)),
    )


@command.command()
@click.argument("algorithm", type=click.Choice(ALGORITHMS))
@pass_ground
def add(ground: Ground, algorithm: str) -> None:
    """Sign with an algorithm that no key signs with yet."""
    _move(ground, KeyOperations.add, AddAlgorithm(algorithm=algorithm))


@command.command()
@click.argument("algorithms", nargs=-1, type=click.Choice(ALGORITHMS))
@click.option(
    "--older-than",
    type=click.IntRange(min=0, max=3650),
    default=0,
    metavar="DAYS",
    help="Publish a successor only for keys that have signed this long.",
)
@pass_ground
def rotate(ground: Ground, algorithms: tuple[str, ...], older_than: int) -> None:
    """Publish successors, and do what is due; the worker lets them sign when that is safe."""
    asked = RotateKeys(algorithms=algorithms, older_than_days=older_than)
    _move(ground, KeyOperations.rotate, asked)


@command.command()
@click.argument("kid")
@early_option
@pass_ground
def activate(ground: Ground, kid: str, *, early: bool) -> None:
    """Let a pending key sign, and retire the one before it."""
    _move(ground, KeyOperations.activate, MoveKey(kid=kid, early=early))


@command.command()
@click.argument("kid")
@early_option
@pass_ground
def retire(ground: Ground, kid: str, *, early: bool) -> None:
    """Stop a key from signing: its successor takes over."""
    _move(ground, KeyOperations.retire, MoveKey(kid=kid, early=early))


@command.command()
@click.argument("kid")
@early_option
@pass_ground
def remove(ground: Ground, kid: str, *, early: bool) -> None:
    """Withdraw a retired key; what it signed no longer verifies."""
    _move(ground, KeyOperations.remove, MoveKey(kid=kid, early=early))


@command.command()
@click.argument("kid")
@pass_ground
def weigh(ground: Ground, kid: str) -> None:
    """Say what revoking a key breaks, and revoke nothing."""
    _warn(desk_of(ground).do(ground.actor, KeyRevocation.weigh, WhichKey(kid=kid)))


@command.command()
@click.argument("kid")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_ground
def revoke(ground: Ground, kid: str, *, yes: bool) -> None:
    """Withdraw a key at once, after a leak: what it signed is refused within five minutes."""
    desk = desk_of(ground)
    _warn(desk.do(ground.actor, KeyRevocation.weigh, WhichKey(kid=kid)))
    if not yes:
        click.confirm("Revoke it?", abort=True)
    for move in desk.do(ground.actor, KeyOperations.revoke, WhichKey(kid=kid)).moves:
        click.echo(f"{move.algorithm} {move.kid} is {move.state}")


@command.command()
@click.option("--make", is_flag=True, help="Make the next key first, on this machine.")
@click.option(
    "--finish", is_flag=True, help="On this machine, put the file of the next key in place."
)
@pass_ground
def rekey(ground: Ground, *, make: bool, finish: bool) -> None:
    """Seal everything by the next encryption key (`keys.next_encryption_key`).

    Every machine must be able to read it before; those that run go on. Afterwards --finish, on
    each, or name it in `keys.encryption_key`.
    """
    told = desk_of(ground).do(ground.actor, KeyOperations.rekey, Rekey(make=make))
    if told.made:
        click.echo(f"Made: {told.encryption_key}.")
    click.echo(f"{told.sealed} values sealed anew; the key in force is now {told.encryption_key}.")
    if finish:
        path = put_in_place(keyring_of(ground.settings.keys))
        click.echo(f"It is in place: {path}. Backups from before still need the one that it was.")


def _move(ground: Ground, action: Action[A, Moves], asked: A) -> None:
    moves = desk_of(ground).do(ground.actor, action, asked).moves
    for move in moves:
        then = f"; next change safe at {moment(move.next_at)}" if move.next_at else ""
        click.echo(f"{move.algorithm} {move.kid} is {move.state}{then}")
    if not moves:
        click.echo("Nothing is due.")


def _warn(told: RevocationWeighed) -> None:
    key = told.key
    click.echo(f"{key.algorithm} {key.kid}, {key.state}. Once it is revoked:")
    if told.signs_access_tokens:
        click.echo("- every access token that it signed is refused: portals renew theirs")
    if told.signs_id_tokens:
        click.echo(
            f"- ID tokens of {len(told.portals)} portals no longer verify "
            f"({told.sessions} sessions); their parents may have to sign in again"
        )
        for portal in told.portals[:_EVERY_PORTAL]:
            click.echo(f"    {portal.client_id}: {portal.sessions} sessions")
    click.echo(
        f"- our machines refuse it after {told.refused_here_seconds} s, portals that fetch our "
        f"keys as told after {told.refused_everywhere_seconds} s"
    )
    click.echo("- portals that keep our keys longer must be restarted, or they go on believing it")
    if not told.successor_is_safe:
        click.echo("- portals that fetch keys rarely do not have the next one: restart them too")


def _line(key: KeyTold) -> tuple[str, ...]:
    return (
        key.kid,
        key.algorithm,
        key.state,
        key.kept_in,
        moment(key.published_at),
        moment(key.safe_to_activate_at),
        moment(key.activated_at),
        moment(key.revoked_at or key.retired_at),
        moment(key.safe_to_remove_at),
    )


def _is_there(key: KeyTold) -> bool:
    return key.state.is_published
