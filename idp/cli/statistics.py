"""`parvis statistics`: how often what happened."""

import click

from idp.administration.statistics.actions import StatisticsActions, StatisticsResponse
from idp.cli.action_commands import ActionGroup
from idp.cli.printing import columns, moment

command = ActionGroup("statistics", help="How often parents signed in, signed up, were refused.")


@command.shows(StatisticsActions.show)
def _show(response: StatisticsResponse) -> None:
    """Show the sums of the last seven days, and of all that were asked for."""
    columns(
        response.counts,
        {
            "WHAT": "subject",
            "WAY": "way",
            "OUTCOME": "outcome",
            "LAST 7 DAYS": "last_week",
            f"LAST {len(response.days)} DAYS": "total",
        },
    )
    click.echo()
    click.echo(f"events are counted up to {moment(response.counted_at)}")
