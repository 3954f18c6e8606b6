"""The engine of a database and its pool, which Flask-SQLAlchemy makes: for the application.

Imported when it is asked for: see `direct.py`.
"""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from idp.settings import DatabaseSettings
from idp.storage.connection import Connection
from idp.storage.driver import Driver
from idp.storage.outage import NoPlaceError
from idp.storage.trust import born


def open_engine(driver: Driver, settings: DatabaseSettings) -> Engine:
    """Return the engine that connects by `driver`; no connection is made yet."""
    # Flask-SQLAlchemy keeps engines per application; this one has no other use (docs/
    # decisions/0038-what-flask-sqlalchemy-is-for.md).
    holder = Flask("idp.storage")
    holder.config["SQLALCHEMY_DATABASE_URI"] = driver.url
    options: dict[str, object] = {
        "creator": driver.connect,
        "pool_size": settings.pool_size,
        "max_overflow": 0,
        "pool_timeout": settings.pool_timeout_seconds,
        "isolation_level": "AUTOCOMMIT",
        # `Database` ends every transaction or discards its connection: none needs a rollback when
        # it returns to the pool.
        "pool_reset_on_return": None,
    }
    extension = SQLAlchemy(holder, engine_options=options)
    with holder.app_context():
        engine = extension.engine
    event.listen(engine, "connect", _note_birth)
    return engine


class PooledConnections:
    """Those of an engine's pool."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def in_use(self) -> int:
        """How many are used now."""
        pool = self._engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    def connect(self) -> Connection:
        """Return one that nobody uses. Raises NoPlaceError, or the driver's error."""
        try:
            return self._engine.raw_connection()
        except PoolTimeoutError as error:
            raise NoPlaceError from error
        except DBAPIError as error:
            if error.orig is None:
                raise
            raise error.orig from None

    def dispose(self) -> None:
        """Close those that nobody uses."""
        self._engine.dispose()


def _note_birth(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    entry.info.update(born())
