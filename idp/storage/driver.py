"""The driver of each kind of database: how it connects, and what its errors mean."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from idp.errors import SettingsError
from idp.settings import DatabaseSettings
from idp.storage.outage import SQLITE_PRIMARY, OfDriver, of_sqlite
from idp.storage.patience import Patience

_SQLITE = "sqlite:///"
# FULL: a commit that was answered survives a power cut, which NORMAL does not promise in WAL.
_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")
# KiB of pages. Whoever only reads forgets them when somebody writes; the one by which all write
# does not, and has room for the upper pages of every index of ten million accounts.
_READ_CACHE, _WRITE_CACHE = 4_000, 16_000
_AGAIN_SECONDS = 0.01
# How long SQLite waits by itself for another process that writes. It looks ever less often, in the
# end ten times a second: beside one that writes all the time it would miss every moment between.
# Who begins to write asks again, for as long as `busy_timeout_seconds`.
_LOOK_MILLISECONDS = 8
# Without an adapter that it knows, Python's driver asks each `bytes` how it would be adapted: a
# quarter of the time that a row with five of them takes.
sqlite3.register_adapter(bytes, bytes)


class Driver(Struct, frozen=True):
    """How to reach one database; no connection is made yet."""

    dialect: str
    """`sqlite` or `postgresql`."""
    url: str
    """The kind of database, and the path of a file, as SQLAlchemy reads it."""
    connect: Callable[[], Any]
    """Makes a connection on which each statement commits itself, until a BEGIN."""
    connect_writer: Callable[[], Any]
    """Makes the one by which all write, where there is one writer."""
    of_driver: OfDriver


def driver_of(settings: DatabaseSettings, patience: Patience) -> Driver:
    """Return the driver for `settings.url`. Raises SettingsError when that cannot be read."""
    if settings.url.startswith("sqlite:"):
        return _sqlite(settings)
    from idp.storage.postgresql import connector, of_postgresql

    connect = connector(settings, patience)
    return Driver("postgresql", "postgresql+psycopg://", connect, connect, of_postgresql)


def _write_ahead(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """Give the file a write-ahead log: kept in it, so that only the first connection changes it.

    SQLite waits for nobody there: of two that are first, one finds the database locked at once.
    """
    until = time.monotonic() + patience_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & SQLITE_PRIMARY == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


def _sqlite(settings: DatabaseSettings) -> Driver:
    named, _, _ = settings.url.partition("?")
    if not named.startswith(_SQLITE) or named == _SQLITE:
        raise SettingsError("database.url is neither sqlite:///path nor what libpq reads")
    path = Path(named.removeprefix(_SQLITE)).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)

    def connect(cache_kib: int = _READ_CACHE) -> sqlite3.Connection:
        connection = sqlite3.connect(
            path,
            timeout=settings.busy_timeout_seconds,
            isolation_level=None,
            # A thread at a time has it; which one changes.
            check_same_thread=False,
            cached_statements=512,
        )
        _write_ahead(connection, settings.busy_timeout_seconds)
        for pragma in (*_PRAGMAS, f"cache_size=-{cache_kib}"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def connect_writer() -> sqlite3.Connection:
        connection = connect(_WRITE_CACHE)
        connection.execute(f"PRAGMA busy_timeout={_LOOK_MILLISECONDS}")
        return connection

    return Driver("sqlite", f"{_SQLITE}{path}", connect, connect_writer, of_sqlite)
