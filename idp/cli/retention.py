"""`parvis retention`: how long everything is kept."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import desk_of
from idp.cli.printing import moment, table
from idp.operations.asking import Nothing
from idp.operations.retention import RetentionOperations, RetentionTold, RuleTold, SetRetention
from idp.translations import words_in


@click.group("retention")
def command() -> None:
    """How long everything is kept, and what was destroyed last."""


@command.command()
@pass_ground
def show(ground: Ground) -> None:
    """Show every rule; those with bounds can be set."""
    told: RetentionTold = desk_of(ground).do(ground.actor, RetentionOperations.show, Nothing())
    say = words_in("en").say
    table(
        ("RULE", "DAYS", "MAY BE", "DESTROYED LAST", "WHAT"),
        (
            (
                each.name,
                f"{each.days}{'' if each.is_set or not _bounds(each) else ' (default)'}",
                _bounds(each),
                f"{each.destroyed} on {moment(each.destroyed_at)}" if each.destroyed_at else "",
                say(f"console_retention.rules.{each.name}.what"),
            )
            for each in told.rules
        ),
    )
    click.echo()
    click.echo(f"last round {moment(told.last_at) or 'never'}, next {moment(told.next_at)}")


@command.command("set")
@click.argument("rule")
@click.argument("days", type=click.IntRange(min=0))
@pass_ground
def set_days(ground: Ground, rule: str, days: int) -> None:
    """Let RULE keep for DAYS, from the worker's next round on."""
    asked = SetRetention(name=rule, days=days)
    told: RuleTold = desk_of(ground).do(ground.actor, RetentionOperations.set_days, asked)
    click.echo(f"{told.name} keeps for {told.days} days")


def _bounds(told: RuleTold) -> str:
    return "" if told.floor_days is None else f"{told.floor_days} to {told.ceiling_days}"
