"""What a driver's error means: the database is unreachable, silent, full or read-only."""

import sqlite3
from collections.abc import Callable
from enum import StrEnum


class Cause(StrEnum):
    """Why the database cannot be used now; operators see the value."""

    UNREACHABLE = "no connection to the database: is it running, and is database.url right?"
    REFUSED = "the database refuses the name, the password or the name of the database"
    SILENT = "the database took a connection, or a statement, and did not answer in time"
    BUSY = "the database has no place for another connection, or others hold its locks"
    FULL = "the database cannot write: its disk is full, or failing"
    READ_ONLY = "the database only reads: it is a replica, or was made read-only"


class NoPlaceError(Exception):
    """No connection became free in time."""


OfDriver = Callable[[BaseException], Cause | None]
"""Tells why the database cannot be used from an error of its driver; None for any other error."""

_SQLITE = {
    sqlite3.SQLITE_BUSY: Cause.BUSY,
    sqlite3.SQLITE_LOCKED: Cause.BUSY,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_PERM: Cause.READ_ONLY,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_IOERR: Cause.FULL,
    sqlite3.SQLITE_CANTOPEN: Cause.UNREACHABLE,
}
SQLITE_PRIMARY = 0xFF
"""The last byte of an extended code is the primary one."""


def of_sqlite(error: BaseException) -> Cause | None:
    """Return the cause that SQLite's code says."""
    if isinstance(error, sqlite3.OperationalError):
        return _SQLITE.get(error.sqlite_errorcode & SQLITE_PRIMARY)
    return None


def cause_of(error: BaseException, of_driver: OfDriver) -> Cause | None:
    """Return why the database cannot be used, None for an error of the statement."""
    if isinstance(error, NoPlaceError):
        return Cause.BUSY
    return of_driver(error)
