"""Opening the database and handing out transactions."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from idp.settings import DatabaseSettings
from idp.storage.transaction import Transaction
from idp.traces import NO_TRACES, Traces


class Database:
    """The pool of connections, and the only place where a transaction begins and ends."""

    def __init__(self, engine: Engine, traces: Traces) -> None:
        self.engine = engine
        self._traces = traces
        sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer. Threads queue here, in order, instead of in its busy handler,
        # which sleeps; other processes still meet in the busy handler.
        self._writer = threading.Lock() if sqlite else nullcontext()

    @classmethod
    def open(cls, settings: DatabaseSettings, *, traces: Traces = NO_TRACES) -> "Database":
        """Open the database that `settings.url` names; no connection is made yet."""
        url = make_url(settings.url)
        options: dict[str, object] = {
            "pool_size": settings.pool_size,
            "max_overflow": 0,
            "pool_timeout": settings.pool_timeout_seconds,
            "isolation_level": "AUTOCOMMIT",
            # Every transaction is ended here, or its connection thrown away: nothing is left to
            # roll back when one returns to the pool.
            "pool_reset_on_return": None,
        }
        if url.get_backend_name() == "sqlite":
            # Flask-SQLAlchemy would take a relative path from a folder of its own choice.
            path = Path(url.database or "").absolute()
            path.parent.mkdir(parents=True, exist_ok=True)
            url = url.set(database=str(path))
            options["connect_args"] = {
                "cached_statements": 512,
                "timeout": settings.busy_timeout_seconds,
            }
        else:
            url = url.set(drivername="postgresql+psycopg")
            options["connect_args"] = {
                "connect_timeout": 5,
                "options": f"-c statement_timeout={settings.statement_timeout_seconds * 1000}",
            }
        # Flask-SQLAlchemy keeps engines per application; this one exists for nothing else.
        holder = Flask("idp.storage")
        holder.config["SQLALCHEMY_DATABASE_URI"] = url
        holder.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
        extension = SQLAlchemy()
        extension.init_app(holder)
        with holder.app_context():
            engine = extension.engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        return cls(engine, traces)

    @property
    def in_use(self) -> int:
        """How many connections of the pool are given out."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give statements that each see committed data; nothing is locked, nothing is kept open."""
        with self._traces.span("database read"):
            transaction = self._checkout()
            try:
                yield transaction
            finally:
                transaction.close()
                transaction.connection.close()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Give a transaction that is committed when the block ends, undone when it raises."""
        with self._traces.span("database write"), self._writer:
            transaction = self._begun()
            try:
                yield transaction
                transaction.commit()
            except BaseException:
                self._undo(transaction)
                raise
            finally:
                transaction.close()
                transaction.connection.close()

    def _begun(self) -> Transaction:
        transaction = self._checkout()
        try:
            transaction.begin(writing=True)
        except Exception as error:
            if not self._is_gone(transaction, error):
                transaction.close()
                transaction.connection.close()
                raise
            # The server was restarted since this connection was last used: every other one in
            # the pool is as dead. Nothing was done yet, so a fresh one starts over.
            self.engine.dispose()
            transaction = self._checkout()
            transaction.begin(writing=True)
        return transaction

    def _checkout(self) -> Transaction:
        return Transaction(self.engine.raw_connection(), self.engine.dialect)

    def _is_gone(self, transaction: Transaction, error: Exception) -> bool:
        dbapi = self.engine.dialect.dbapi
        if dbapi is None or not isinstance(error, dbapi.Error):
            return False
        gone = self.engine.dialect.is_disconnect(error, transaction.connection, None)
        if gone:
            transaction.connection.invalidate()
        return gone

    @staticmethod
    def _undo(transaction: Transaction) -> None:
        try:
            transaction.rollback()
        except Exception:  # noqa: BLE001 - the first error is the one to report
            transaction.connection.invalidate()

    def close(self) -> None:
        """Close every idle connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # FULL: a commit that was answered survives a power cut, which NORMAL does not promise in WAL.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-4000"):
        connection.execute(f"PRAGMA {pragma}")
