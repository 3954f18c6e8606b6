"""Connections to PostgreSQL: to which server, their timeouts, and what their errors mean.

Imported for that database alone: reading the driver takes time and memory (decision 0034).
"""

import re
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from typing_extensions import override

from idp.errors import SettingsError
from idp.settings import DatabaseSettings
from idp.storage.outage import Cause
from idp.storage.patience import Patience

Parameters = dict[str, Any]
_SCHEME = re.compile(r"postgres(ql)?(\+\w+)?://")
_GRACE_SECONDS = 1
"""Added to the server's own limit on a statement, so that the server answers first."""
_PREPARE_AFTER = 5
# Firewalls drop idle connections after minutes, some load balancers after one.
_KEEPALIVES = {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3}
# The server's process id differs behind a pooler, where settings and prepared statements of this
# connection would be another client's.
_SETTLE = """SELECT CASE WHEN pg_backend_pid() = %s
                    THEN set_config('statement_timeout', %s, false) END"""


# https://www.postgresql.org/docs/current/errcodes-appendix.html, the longest prefix first.
_CAUSES = {
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


class SilentError(psycopg.OperationalError):
    """PostgreSQL did not answer within the time that its connection allows."""


def of_postgresql(error: BaseException) -> Cause | None:
    """Return the cause that an error of the driver, or of the server, says."""
    if not isinstance(error, psycopg.Error):
        return None
    if isinstance(error, SilentError | psycopg.errors.ConnectionTimeout):
        return Cause.SILENT
    if error.sqlstate is None:
        # No message of the server: the connection was cut, or never made.
        return Cause.UNREACHABLE if isinstance(error, psycopg.OperationalError) else None
    return next((why for code, why in _CAUSES.items() if error.sqlstate.startswith(code)), None)


class BoundedConnection(psycopg.Connection[tuple[object, ...]]):
    """A connection that is closed when an answer does not come in time.

    PostgreSQL's own limit does not help once the server is frozen or cut off.
    """

    answer_seconds: float | None = None
    first_answer_seconds: float | None = None
    """The same for BEGIN."""
    is_warned = False
    """Whether the server sent a warning since this was set to False."""

    def heed(self, notice: psycopg.errors.Diagnostic) -> None:
        """Note a warning."""
        if notice.severity_nonlocalized == "WARNING":
            self.is_warned = True

    def command(self, word: str, *, within: float | None = None) -> str:
        """Run BEGIN or COMMIT, and return what the server did; `within` as many seconds, or usual.

        As psycopg's own `commit` does: a cursor takes twice as long, for parameters and rows.
        """
        with self.lock:
            result = self.wait(self._exec_command(word), timeout=within)
        return (result.command_status or b"").decode() if result else ""

    def begin(self) -> None:
        """Run BEGIN, which takes no time: it shows whether the server answers."""
        self.command("BEGIN", within=self.first_answer_seconds)

    def check_replicated(self) -> None:
        """Raise SilentError when the server warned that a commit is on no replica.

        When an operator or a tool cancels the wait for one, the commit succeeds with that warning.
        """
        if self.is_warned:
            raise SilentError("the commit may be on no replica")

    @override
    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.answer_seconds if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            # A late answer would be taken for that of another statement.
            self.pgconn.finish()
            raise SilentError("no answer in time") from error


def parameters_of(settings: DatabaseSettings) -> Parameters:
    """Return libpq's parameters from `settings.url`, in any form that libpq knows.

    Raises SettingsError, without the URL, which may hold a password.
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
        # A database of encoding SQL_ASCII names none, and would answer with bytes.
        "client_encoding": "utf8",
        **_KEEPALIVES,
        **named,
    }


def connector(settings: DatabaseSettings, patience: Patience) -> Callable[[], BoundedConnection]:
    """Return the function that opens a connection. Raises SettingsError as `parameters_of` does."""
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
