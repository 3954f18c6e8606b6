"""The time by the database's clock."""

from idp.storage.database import Database
from idp.storage.query import Query

SKEW_SECONDS = 5
"""How far a machine's clock may differ from the database's before it is reported."""
_SECONDS = {
    "sqlite": Query(int, "SELECT CAST(strftime('%s', 'now') AS INTEGER)"),
    "postgresql": Query(int, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)"),
}


def database_seconds(database: Database) -> int:
    """Return whole seconds since 1970 by the database's clock."""
    with database.reading() as tx:
        return tx.row(_SECONDS[tx.dialect]) or 0
