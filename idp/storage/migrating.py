"""Bringing the database to the shape that this version of the program needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from idp.storage.database import Database

_STEPS = Path(__file__).parent / "migrations"
# Any number will do, as long as every node uses the same one.
_POSTGRESQL_LOCK = 6_874_201


def upgrade(database: Database) -> None:
    """Apply every step that is missing; a second caller waits, then finds nothing to do."""
    with database.engine.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        if postgresql:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_POSTGRESQL_LOCK})")
        try:
            command.upgrade(configured(connection), "head")
        finally:
            if postgresql:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_POSTGRESQL_LOCK})")


def configured(connection: Connection) -> Config:
    """Return what Alembic is told: where the steps are, and on which connection they run."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.attributes["connection"] = connection
    return config
