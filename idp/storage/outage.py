"""What a driver's error means: the database is unreachable, silent, full or read-only."""

import sqlite3
from enum import StrEnum

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoPlaceError

from idp.errors import DatabaseUnavailableError


class Cause(StrEnum):
    """Why the database cannot be used now; operators see the value."""

    UNREACHABLE = "no connection to the database: is it running, and is database.url right?"
    REFUSED = "the database refuses the name, the password or the name of the database"
    SILENT = "the database took a connection, or a statement, and did not answer in time"
    BUSY = "the database has no place for another connection, or others hold its locks"
    FULL = "the database cannot write: its disk is full, or failing"
    READ_ONLY = "the database only reads: it is a replica, or was made read-only"


class SilentError(psycopg.OperationalError):
    """PostgreSQL did not answer within the time that its connection allows."""


_SQLITE = {
    sqlite3.SQLITE_BUSY: Cause.BUSY,
    sqlite3.SQLITE_LOCKED: Cause.BUSY,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_PERM: Cause.READ_ONLY,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_IOERR: Cause.FULL,
    sqlite3.SQLITE_CANTOPEN: Cause.UNREACHABLE,
}
_SQLITE_PRIMARY = 0xFF
"""The last byte of an extended code is the primary one."""
# https://www.postgresql.org/docs/current/errcodes-appendix.html, the longest prefix first.
_POSTGRESQL = {
    "25006": Cause.READ_ONLY,
    "40001": Cause.BUSY,
    "40P01": Cause.BUSY,
    "53100": Cause.FULL,
    "55P03": Cause.BUSY,
    "57014": Cause.SILENT,
    "58030": Cause.FULL,
    "08": Cause.UNREACHABLE,
    "28": Cause.REFUSED,
    "3D": Cause.REFUSED,
    "53": Cause.BUSY,
    "57": Cause.UNREACHABLE,
}


def cause_of(error: BaseException) -> Cause | None:
    """Return why the database cannot be used, None for an error of the statement."""
    if isinstance(error, NoPlaceError):
        return Cause.BUSY
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, sqlite3.OperationalError):
        return _SQLITE.get(error.sqlite_errorcode & _SQLITE_PRIMARY)
    if not isinstance(error, psycopg.Error):
        return None
    if isinstance(error, SilentError | psycopg.errors.ConnectionTimeout):
        return Cause.SILENT
    if error.sqlstate is None:
        # No message of the server: the connection was cut, or never made.
        return Cause.UNREACHABLE if isinstance(error, psycopg.OperationalError) else None
    return next((why for code, why in _POSTGRESQL.items() if error.sqlstate.startswith(code)), None)


def unavailable(error: BaseException) -> DatabaseUnavailableError | None:
    """Return the error to raise for `error`, None when it is a fault of the program."""
    cause = cause_of(error)
    return None if cause is None else DatabaseUnavailableError(cause)
