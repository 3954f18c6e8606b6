"""Migrates the database to the schema that this version of the program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from idp.errors import SettingsError
from idp.storage.database import Database
from idp.storage.revision import first, needed, shape_of
from idp.storage.statement import Statement

_STEPS = Path(__file__).parent / "migrations"
_LOCK = Statement("SELECT pg_advisory_xact_lock(:number)")
# Any number, the same on every node.
_NUMBER = 6_874_201
_REACH = Statement("UPDATE node_readiness SET oldest_code = :oldest_code")


def upgrade(database: Database) -> None:
    """Apply every missing step; a second caller waits, then finds nothing to do.

    Each step is one transaction: if interrupted, it is run again from its start.
    Raises SettingsError, and changes nothing, for a database of a program before 0.1.0.
    """
    with _alone(database):
        at = shape_of(database).at
        if at is not None and at < first():
            raise SettingsError(
                f"PRV-DATABASE-BEFORE-0.1.0: this database is at step {at} of a program before "
                "0.1.0, and nothing in it was changed: name an empty one, and run `parvis init`"
            )
        if at is not None and at < needed():
            # Before the migration, so that nodes that it would break stop in time.
            _write_reach(database)
        with database.engine.connect() as connection:
            try:
                command.upgrade(configured(_unhurried(connection)), "head")
            finally:
                connection.invalidate()
        _write_reach(database)


def oldest_code() -> str:
    """Return the step that the oldest program needs that works on the latest schema.

    Each step states it; one that does not is taken to break every earlier program.
    """
    scripts = ScriptDirectory(str(_STEPS)).walk_revisions()
    return max(str(getattr(each.module, "oldest_code", each.revision)) for each in scripts)


def configured(connection: Connection) -> Config:
    """Return Alembic's configuration: where the steps are, and the connection they run on."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.attributes["connection"] = connection
    return config


def _write_reach(database: Database) -> None:
    with database.writing() as tx:
        tx.run(_REACH, oldest_code=oldest_code())


def _unhurried(connection: Connection) -> Connection:
    """Return `connection` with transactions that may take as long as they need."""
    if connection.dialect.name == "sqlite":
        return connection
    driver: Any = connection.connection.driver_connection
    driver.answer_seconds = None
    unhurried = connection.execution_options(isolation_level="READ COMMITTED")
    unhurried.exec_driver_sql("SET statement_timeout = 0")
    unhurried.commit()
    return unhurried


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    if database.dialect == "sqlite":
        yield
        return
    # Locked by a transaction, not by a session, which a pooler would give to other clients.
    with database.writing() as tx:
        tx.row(_LOCK, number=_NUMBER)
        yield
