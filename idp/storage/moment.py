"""What time the database believes it is."""

from idp.storage.database import Database
from idp.storage.statement import Statement

_SECONDS = {
    "sqlite": Statement("SELECT CAST(strftime('%s', 'now') AS INTEGER)"),
    "postgresql": Statement("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)"),
}


def database_seconds(database: Database) -> int:
    """Return whole seconds since 1970 by the database's clock."""
    with database.reading() as transaction:
        row = transaction.row(_SECONDS[transaction.dialect])
    return int(row[0]) if row else 0
