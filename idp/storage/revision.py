"""Which step of the migrations the database is at, and which one this program needs."""

from pathlib import Path

from idp.storage.database import Database
from idp.storage.statement import Statement

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_HAS_ANY = {
    "sqlite": Statement("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"),
    "postgresql": Statement("SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"),
}
_APPLIED = Statement("SELECT version_num FROM alembic_version")


def needed() -> str:
    """Return the last step that this version of the program brings (`0001_first.py`: 0001)."""
    return max(path.name for path in _VERSIONS.glob("[0-9]*_*.py")).partition("_")[0]


def applied(database: Database) -> str | None:
    """Return the last step that was applied, None before the first.

    Raises DatabaseUnavailableError when the database cannot be reached.
    """
    with database.reading() as tx:
        found = tx.row(_APPLIED) if tx.row(_HAS_ANY[tx.dialect]) else None
    return None if found is None else str(found[0])


def is_current(database: Database) -> bool:
    """Tell whether every step was applied, and none that this version does not know."""
    return applied(database) == needed()
