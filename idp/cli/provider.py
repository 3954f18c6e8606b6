"""Opening the provider or its database for a command."""

from typing import TYPE_CHECKING

import click

from idp.cli.context import CommandContext
from idp.collecting import not_collecting
from idp.errors import SettingsError

if TYPE_CHECKING:  # imported when a command opens one
    from idp.storage import Database
    from idp.wiring import Provider


def open_provider(context: CommandContext) -> "Provider":
    """Return the provider. Raises SettingsError when the keys or the database are not ready."""
    with not_collecting():
        from idp.wiring import build

    database = open_database(context)
    check_shape(database)
    database.close()
    provider = build(context.settings)
    click.get_current_context().call_on_close(provider.database.close)
    return provider


def open_database(context: CommandContext) -> "Database":
    """Return the database alone, closed when the command ends."""
    from idp.storage import Database

    database = Database.open(context.settings.database)
    click.get_current_context().call_on_close(database.close)
    return database


def check_shape(database: "Database") -> None:
    """Raise SettingsError unless this program works on the shape of the database."""
    from idp.storage.revision import needed, shape_of

    shape, last = shape_of(database), needed()
    if shape.at is None:
        raise SettingsError("the database is empty: run `parvis init`")
    if shape.fits:
        return
    if shape.at < last:
        raise SettingsError(f"the database is at step {shape.at}, not {last}: `parvis db upgrade`")
    raise SettingsError(f"the database is at step {shape.at}, and this program knows {last} only")
