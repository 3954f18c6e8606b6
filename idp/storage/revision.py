"""Which migration step the database is at, and whether this program works on it."""

from functools import cache
from pathlib import Path

from msgspec import Struct

from idp.errors import SettingsError
from idp.storage.database import Database
from idp.storage.query import Query

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_HAS_ANY = {
    "sqlite": Query(int, "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"),
    "postgresql": Query(int, "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"),
}
_APPLIED = Query(str, "SELECT version_num FROM alembic_version")
_OLDEST_CODE = Query(str, "SELECT oldest_code FROM node_readiness")


class Shape(Struct, frozen=True):
    """The step that a database is at, None before the first.

    `oldest_code` is the step that the oldest program needs that still works on a later schema:
    nodes of two versions run side by side during an upgrade.
    """

    at: str | None
    oldest_code: str | None = None

    @property
    def fits(self) -> bool:
        """Whether this program works on it."""
        mine = needed()
        if self.at is None or self.at <= mine:
            return self.at == mine
        return self.oldest_code is not None and self.oldest_code <= mine


@cache
def first() -> str:
    """Return the first step (`0101_services.py`: 0101); no release was before it."""
    return min(_steps())


@cache
def needed() -> str:
    """Return the last step that this version of the program brings."""
    return max(_steps())


def _steps() -> list[str]:
    return [path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py")]


def shape_of(database: Database) -> Shape:
    """Return the shape of the database.

    Raises DatabaseUnavailableError when the database cannot be reached.
    """
    with database.reading() as tx:
        at = tx.row(_APPLIED) if tx.row(_HAS_ANY[tx.dialect]) else None
        if at is None:
            return Shape(None)
        return Shape(at, tx.row(_OLDEST_CODE) if at > needed() else None)


def check_shape(database: Database) -> None:
    """Raise SettingsError, and close the database, unless this program works on its shape.

    Raises DatabaseUnavailableError when the database cannot be reached.
    """
    shape, last = shape_of(database), needed()
    if shape.fits:
        return
    database.close()
    if shape.at is None:
        raise SettingsError("the database is empty: run `parvis init`")
    if shape.at < last:
        raise SettingsError(f"the database is at step {shape.at}, not {last}: `parvis db upgrade`")
    raise SettingsError(f"the database is at step {shape.at}, and this program knows {last} only")


def applied(database: Database) -> str | None:
    """Return the last step that was applied, None before the first.

    Raises DatabaseUnavailableError when the database cannot be reached.
    """
    return shape_of(database).at
