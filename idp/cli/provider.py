"""Opening the provider or its database for a command."""

from typing import TYPE_CHECKING

import click

from idp.cli.context import CommandContext
from idp.collecting import not_collecting

if TYPE_CHECKING:  # imported when a command opens one
    from idp.storage import Database
    from idp.wiring import Provider


def open_provider(context: CommandContext) -> "Provider":
    """Return the provider. Raises SettingsError when the keys or the database are not ready."""
    with not_collecting():
        from idp.wiring import build

    provider = build(context.settings)
    click.get_current_context().call_on_close(provider.database.close)
    return provider


def open_database(context: CommandContext) -> "Database":
    """Return the database alone, closed when the command ends."""
    from idp.storage import Database

    database = Database.open(context.settings.database)
    click.get_current_context().call_on_close(database.close)
    return database
