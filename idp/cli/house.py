"""Opening the house for a command that works on what is in it."""

from idp.cli.ground import Ground
from idp.errors import SettingsError
from idp.parts import Parts, build
from idp.storage import Database
from idp.storage.revision import applied, needed


def open_house(ground: Ground) -> Parts:
    """Return every part. Raises SettingsError when the keys or the database are not ready."""
    database = Database.open(ground.settings.database)
    try:
        check_shape(database)
    finally:
        database.close()
    return build(ground.settings)


def check_shape(database: Database) -> None:
    """Raise SettingsError unless the database is reached and has the shape that is needed."""
    at, last = applied(database), needed()
    if at is None:
        raise SettingsError("the database is empty: run `parvis init`")
    if at != last:
        raise SettingsError(f"the database is at step {at}, not {last}: run `parvis db upgrade`")
