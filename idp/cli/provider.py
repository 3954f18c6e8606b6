"""Opening the provider or its database for a command."""

import click

from idp.cli.context import CommandContext
from idp.errors import SettingsError
from idp.storage import Database
from idp.storage.revision import needed, shape_of
from idp.wiring import Provider, build


def open_provider(context: CommandContext) -> Provider:
    """Return the provider. Raises SettingsError when the keys or the database are not ready."""
    database = open_database(context)
    check_shape(database)
    database.close()
    provider = build(context.settings)
    click.get_current_context().call_on_close(provider.database.close)
    return provider


def open_database(context: CommandContext) -> Database:
    """Return the database alone, closed when the command ends."""
    database = Database.open(context.settings.database)
    click.get_current_context().call_on_close(database.close)
    return database


def check_shape(database: Database) -> None:
    """Raise SettingsError unless this program works on the shape of the database."""
    shape, last = shape_of(database), needed()
    if shape.at is None:
        raise SettingsError("the database is empty: run `parvis init`")
    if shape.fits:
        return
    if shape.at < last:
        raise SettingsError(f"the database is at step {shape.at}, not {last}: `parvis db upgrade`")
    raise SettingsError(f"the database is at step {shape.at}, and this program knows {last} only")
