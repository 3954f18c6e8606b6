"""The engine of each kind of database: its pool, and which connections of it are still used."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from idp.settings import DatabaseSettings
from idp.storage.outage import OfDriver, of_sqlite
from idp.storage.patience import Patience

_BORN = "parvis.born"
_DISTRUST_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Opened:
    """The engine of a database, and what an error of its driver means."""

    engine: Engine
    of_driver: OfDriver


def open_engine(settings: DatabaseSettings, patience: Patience) -> Opened:
    """Return the engine for `settings.url`; no connection is made yet.

    Raises SettingsError when the URL cannot be read.
    """
    options: dict[str, object] = {
        "pool_size": settings.pool_size,
        "max_overflow": 0,
        "pool_timeout": settings.pool_timeout_seconds,
        "isolation_level": "AUTOCOMMIT",
        # `Database` ends every transaction or discards its connection: none needs a rollback when
        # it returns to the pool.
        "pool_reset_on_return": None,
    }
    of_driver = of_sqlite
    if settings.url.startswith("sqlite:"):
        # Flask-SQLAlchemy would resolve a relative path from another folder.
        path = Path(make_url(settings.url).database or "").absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{path}"
        options["connect_args"] = {
            "cached_statements": 512,
            "timeout": settings.busy_timeout_seconds,
        }
    else:
        from idp.storage.postgresql import connector, of_postgresql

        of_driver = of_postgresql
        url = "postgresql+psycopg://"
        options["creator"] = connector(settings, patience)
    # Flask-SQLAlchemy keeps engines per application; this one has no other use (docs/
    # decisions/0038-what-flask-sqlalchemy-is-for.md).
    holder = Flask("idp.storage")
    holder.config["SQLALCHEMY_DATABASE_URI"] = url
    extension = SQLAlchemy(holder, engine_options=options)
    with holder.app_context():
        engine = extension.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return Opened(engine, of_driver)


class Trust:
    """Which connections of a pool are still used.

    When one is found dead, the server was restarted or replaced: older ones are dead too, and are
    replaced when next checked out, without a query to the server.
    """

    def __init__(self, engine: Engine) -> None:
        self._since = float("-inf")
        event.listen(engine, "connect", self._born)

    def withdraw(self) -> None:
        """Stop using every connection made until now."""
        self._since = time.monotonic()

    def withdraw_soon(self) -> None:
        """Do so, unless it was done within the last second: many threads find out together."""
        if time.monotonic() - self._since > _DISTRUST_EVERY_SECONDS:
            self.withdraw()

    def holds(self, connection: PoolProxiedConnection) -> bool:
        """Return whether `connection` may still be used."""
        return connection.is_valid and connection.info[_BORN] > self._since

    @staticmethod
    def _born(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info[_BORN] = time.monotonic()


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # FULL: a commit that was answered survives a power cut, which NORMAL does not promise in WAL.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-4000"):
        connection.execute(f"PRAGMA {pragma}")
