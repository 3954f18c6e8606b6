"""A connection to the database that a transaction uses, and those that a process has.

SQLAlchemy's pool gives such connections to the application; `direct.py` to everything else.
"""

from typing import Any, Protocol


class Connection(Protocol):
    """A connection that somebody uses, until it is closed or invalidated."""

    @property
    def driver_connection(self) -> Any | None:  # noqa: ANN401 - sqlite3's or psycopg's
        """The driver's own."""

    @property
    def is_valid(self) -> bool:
        """Whether it was not invalidated."""

    @property
    def info(self) -> dict[Any, Any]:
        """What is kept about it while it lives, whoever uses it."""

    def cursor(self) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
        """Return a new cursor of the driver."""

    def invalidate(self) -> None:
        """Close it for good."""

    def close(self) -> None:
        """Give it back, for the next one who asks."""


class Connections(Protocol):
    """The connections of a process."""

    @property
    def in_use(self) -> int:
        """How many are used now."""

    def connect(self) -> Connection:
        """Return one that nobody uses. Raises NoPlaceError, or the driver's error."""

    def dispose(self) -> None:
        """Close those that nobody uses."""
