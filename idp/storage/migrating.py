"""Bringing the database to the shape that this version of the program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from idp.storage.database import Database
from idp.storage.statement import Statement

_STEPS = Path(__file__).parent / "migrations"
_LOCK = Statement("SELECT pg_advisory_xact_lock(:number)")
# Any number will do, as long as every node uses the same one.
_NUMBER = 6_874_201


def upgrade(database: Database) -> None:
    """Apply every step that is missing; a second caller waits, then finds nothing to do."""
    with _alone(database), database.engine.connect() as connection:
        command.upgrade(configured(connection), "head")


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    if database.engine.dialect.name == "sqlite":
        yield
        return
    # Held by a transaction, not by a session, which a pooler in between would give to others.
    with database.writing() as tx:
        tx.row(_LOCK, number=_NUMBER)
        yield


def configured(connection: Connection) -> Config:
    """Return what Alembic is told: where the steps are, and on which connection they run."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.attributes["connection"] = connection
    return config
