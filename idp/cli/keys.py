"""`parvis keys`: the signing keys and their states, and the key that seals them."""

import click

from idp.administration.keys.actions import KeyActions
from idp.administration.keys.revocation import KeyRevocation, PortalHit, RevocationImpact
from idp.administration.keys.schemas import KeyResponse, Moves, Rekey, WhichKey
from idp.administration.shapes import Nothing
from idp.cli.action_commands import ActionGroup
from idp.cli.printing import moment, table
from idp.cli.terminal import Terminal
from idp.installation.encryption_key_swap import put_in_place
from idp.keys import keyring_of

_EVERY_PORTAL = 10
_HEAD = ["KEY", "ALGORITHM", "STATE", "KEPT IN", "PUBLISHED", "SAFE TO SIGN", "SIGNED FROM"]
_HEAD += ["UNTIL", "CAN GO"]

command = ActionGroup("keys", help="The signing keys: pending, active, retired, removed, revoked.")


@command.asks(KeyActions.show)
@click.option("--gone", is_flag=True, help="Withdrawn keys too.")
def _list(terminal: Terminal, asked: Nothing, *, gone: bool) -> None:
    """Show the keys, their dates and when the next change is safe."""
    response = terminal.do(KeyActions.show, asked)
    keys = (key for each in response.algorithms for key in each.keys)
    table(_HEAD, (_line(key) for key in keys if gone or key.state.is_published))


@command.asks(KeyActions.revoke)
@click.option("--yes", is_flag=True, help="Do not ask.")
def _revoke(terminal: Terminal, asked: WhichKey, *, yes: bool) -> None:
    """Withdraw a key at once, after a leak: what it signed is refused within five minutes."""
    _impact(terminal.do(KeyRevocation.impact, asked))
    if not yes:
        click.confirm("Revoke it?", abort=True)
    for move in terminal.do(KeyActions.revoke, asked).moves:
        click.echo(f"{move.algorithm} {move.kid} is {move.state}")


@command.asks(KeyActions.rekey)
@click.option(
    "--finish", is_flag=True, help="On this machine, put the file of the next key in place."
)
def _rekey(terminal: Terminal, asked: Rekey, *, finish: bool) -> None:
    """Seal everything by the next encryption key (`keys.next_encryption_key`).

    Every machine must be able to read it before; those that run go on. Afterwards --finish, on
    each, or name it in `keys.encryption_key`.
    """
    response = terminal.do(KeyActions.rekey, asked)
    if response.made:
        click.echo(f"Made: {response.encryption_key}.")
    click.echo(
        f"{response.sealed} values sealed anew; the key in force is now {response.encryption_key}."
    )
    if finish:
        path = put_in_place(keyring_of(terminal.settings.keys))
        click.echo(f"It is in place: {path}. Backups from before still need the one that it was.")


@command.shows(
    *(KeyActions.add, KeyActions.rotate, KeyActions.activate),
    *(KeyActions.retire, KeyActions.remove),
)
def _moved(response: Moves) -> None:
    for move in response.moves:
        then = f"; next change safe at {moment(move.next_at)}" if move.next_at else ""
        click.echo(f"{move.algorithm} {move.kid} is {move.state}{then}")
    if not response.moves:
        click.echo("Nothing is due.")


def _counted(hit: PortalHit | RevocationImpact) -> str:
    return f"{'' if hit.is_counted else 'at least '}{hit.sessions} sessions"


@command.shows(KeyRevocation.impact)
def _impact(response: RevocationImpact) -> None:
    key = response.key
    click.echo(f"{key.algorithm} {key.kid}, {key.state}. Once it is revoked:")
    if response.signs_access_tokens:
        click.echo("- every access token that it signed is refused: portals renew theirs")
    if response.signs_id_tokens:
        click.echo(
            f"- ID tokens of {len(response.portals)} portals no longer verify "
            f"({_counted(response)}); their parents may have to sign in again"
        )
        for portal in response.portals[:_EVERY_PORTAL]:
            click.echo(f"    {portal.client_id}: {_counted(portal)}")
    click.echo(
        f"- our machines refuse it after {response.refused_here_seconds} s, portals that fetch our "
        f"keys as told after {response.refused_everywhere_seconds} s"
    )
    click.echo("- portals that keep our keys longer must be restarted, or they go on believing it")
    if not response.successor_is_safe:
        click.echo("- portals that fetch keys rarely do not have the next one: restart them too")


def _line(key: KeyResponse) -> tuple[str, ...]:
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
