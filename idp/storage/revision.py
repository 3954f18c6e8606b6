"""Which step of the migrations the database is at, and which one this program needs."""

from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from idp.errors import SettingsError
from idp.storage.database import Database

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def needed() -> str:
    """Return the last step that this version of the program brings (`0001_first.py`: 0001)."""
    return max(path.name for path in _VERSIONS.glob("[0-9]*_*.py")).partition("_")[0]


def applied(database: Database) -> str | None:
    """Return the last step that was applied, None before the first.

    Raises SettingsError when the database cannot be reached.
    """
    try:
        with database.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except SQLAlchemyError as error:
        # The driver's own words may hold the password of the connection.
        raise SettingsError(f"database.url: cannot connect ({type(error).__name__})") from error
    return None if found is None else str(found)


def is_current(database: Database) -> bool:
    """Tell whether every step was applied, and none that this version does not know."""
    return applied(database) == needed()
