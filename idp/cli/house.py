"""Opening the house for a command that works on what is in it."""

import click

from idp.cli.ground import Ground
from idp.errors import SettingsError
from idp.operations.desk import Desk
from idp.parts import Parts, build
from idp.storage import Database
from idp.storage.revision import applied, needed


def open_house(ground: Ground) -> Parts:
    """Return every part. Raises SettingsError when the keys or the database are not ready."""
    database = open_database(ground)
    check_shape(database)
    database.close()
    parts = build(ground.settings)
    click.get_current_context().call_on_close(parts.database.close)
    return parts


def desk_of(ground: Ground) -> Desk:
    """Return the desk where actions are asked for."""
    return open_house(ground).desk


def open_database(ground: Ground) -> Database:
    """Return the database alone, closed when the command ends."""
    database = Database.open(ground.settings.database)
    click.get_current_context().call_on_close(database.close)
    return database


def check_shape(database: Database) -> None:
    """Raise SettingsError unless the database is reached and has the shape that is needed."""
    at, last = applied(database), needed()
    if at is None:
        raise SettingsError("the database is empty: run `parvis init`")
    if at != last:
        raise SettingsError(f"the database is at step {at}, not {last}: run `parvis db upgrade`")
