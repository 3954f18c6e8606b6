"""`parvis retention`: how long everything is kept."""

import click

from idp.administration.retention.actions import RetentionActions, RetentionResponse, RuleResponse
from idp.cli.action_commands import ActionGroup
from idp.cli.printing import columns, moment
from idp.translations import words_in

command = ActionGroup("retention", help="How long everything is kept, and what was destroyed last.")
command.says(RetentionActions.set_days, "{name} keeps for {days} days")


@command.shows(RetentionActions.show)
def _rules(response: RetentionResponse) -> None:
    """Show every rule; those with bounds can be set."""
    say = words_in("en").say
    columns(
        response.rules,
        {
            "RULE": "name",
            "DAYS": _days,
            "MAY BE": _bounds,
            "DESTROYED LAST": lambda each: (
                f"{each.destroyed} on {moment(each.destroyed_at)}" if each.destroyed_at else ""
            ),
            "WHAT": lambda each: say(f"console_retention.rules.{each.name}.what"),
        },
    )
    click.echo()
    click.echo(f"last round {moment(response.last_at)}, next {moment(response.next_at)}")


def _days(rule: RuleResponse) -> str:
    is_default = rule.floor_days is not None and not rule.is_set
    return f"{rule.days} (default)" if is_default else str(rule.days)


def _bounds(rule: RuleResponse) -> str:
    return "" if rule.floor_days is None else f"{rule.floor_days} to {rule.ceiling_days}"
