"""Connections to PostgreSQL: to which server, and how long each thing is waited for."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from typing_extensions import override

from idp.errors import SettingsError
from idp.settings import DatabaseSettings
from idp.storage.outage import SilentError

Parameters = dict[str, Any]
_SCHEME = re.compile(r"postgres(ql)?(\+\w+)?://")
_GRACE_SECONDS = 1
"""How much longer than the server's own limit a statement is waited for: it answers first."""
_PREPARE_AFTER = 5
# A firewall forgets a silent connection after minutes, some balancers after one.
_KEEPALIVES = {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3}
# The number of the server's process is told by the server itself; a pooler in between tells one of
# its own, and what is set or prepared on "its" connection would be found by another client's.
_SETTLE = """SELECT CASE WHEN pg_backend_pid() = %s
                    THEN set_config('statement_timeout', %s, false) END"""


@dataclass(slots=True)
class Patience:
    """How long a statement may take on connections that are made from now on."""

    statement_seconds: int


class BoundedConnection(psycopg.Connection[tuple[object, ...]]):
    """A connection that is closed when an answer does not come in time.

    The limit that PostgreSQL keeps itself says nothing once the server is frozen or cut off.
    """

    answer_seconds: float | None = None
    first_answer_seconds: float | None = None
    """The same for a BEGIN, which takes no time: whether anybody is there shows by it."""
    is_warned = False
    """Whether the server warned of something since somebody set this to False."""

    def heed(self, notice: psycopg.errors.Diagnostic) -> None:
        """Take note of a warning."""
        if notice.severity_nonlocalized == "WARNING":
            self.is_warned = True

    @override
    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.answer_seconds if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            # Whatever answers now would answer something else.
            self.pgconn.finish()
            raise SilentError("no answer in time") from error


@contextmanager
def hurried(driver: object) -> Iterator[None]:
    """Let what runs inside of the block be answered as soon as a BEGIN must be."""
    if not isinstance(driver, BoundedConnection):
        yield
        return
    usual, driver.answer_seconds = driver.answer_seconds, driver.first_answer_seconds
    try:
        yield
    finally:
        driver.answer_seconds = usual


def check_replicated(driver: object) -> None:
    """Raise SilentError when the server warned that a commit is on no replica.

    Whose wait for one is cancelled, by an operator or a tool, is answered as if all were well.
    """
    if isinstance(driver, BoundedConnection) and driver.is_warned:
        raise SilentError("the commit may be on no replica")


def parameters_of(settings: DatabaseSettings) -> Parameters:
    """Return what libpq is told, read from `settings.url` in any form that libpq knows.

    Raises SettingsError, without a word of the URL, which may hold a password.
    """
    try:
        named = conninfo_to_dict(_SCHEME.sub("postgresql://", settings.url))
    except psycopg.ProgrammingError:
        raise SettingsError("database.url is neither sqlite:///path nor what libpq reads") from None
    several = "," in str(named.get("host", "")) + str(named.get("hostaddr", ""))
    return {
        "connect_timeout": settings.connect_timeout_seconds,
        "tcp_user_timeout": settings.connect_timeout_seconds * 1000,
        "target_session_attrs": "read-write" if several else "any",
        **_KEEPALIVES,
        **named,
    }


def connector(settings: DatabaseSettings, patience: Patience) -> Callable[[], BoundedConnection]:
    """Return what opens a connection. Raises SettingsError as `parameters_of` does."""
    parameters = parameters_of(settings)

    def connect() -> BoundedConnection:
        limit = patience.statement_seconds
        connection = BoundedConnection.connect(make_conninfo("", **parameters), autocommit=True)
        connection.answer_seconds = settings.connect_timeout_seconds
        connection.add_notice_handler(connection.heed)
        try:
            settled = (connection.info.backend_pid, str(limit * 1000))
            found = connection.execute(_SETTLE, settled).fetchone()
        except BaseException:
            connection.close()
            raise
        direct = found is not None and found[0] is not None
        connection.prepare_threshold = _PREPARE_AFTER if direct else None
        connection.answer_seconds = limit + _GRACE_SECONDS
        connection.first_answer_seconds = settings.connect_timeout_seconds
        return connection

    return connect
