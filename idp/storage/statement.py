"""One SQL statement, written once and compiled once for each database."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Dialect

Parameters = Sequence[Any] | Mapping[str, Any]

_READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
# WITH can change rows too, and SELECT can lock them.
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


class Statement:
    """SQL that SQLite and PostgreSQL both read, with `:named` parameters.

    It is passed to the driver without SQLAlchemy's execution layer, which costs about a third
    of a hot request (docs/decisions/0002). Columns therefore hold only what both drivers
    return alike: integers, text and bytes; flags are 0 or 1.
    """

    __slots__ = ("_compiled", "only_reads", "sql")

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.only_reads = _READS.match(sql) is not None and _WRITES.search(sql) is None
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def prepared(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, Parameters]:
        """Return the driver's SQL and parameters. Raises KeyError for a missing value."""
        sql, names = self._compiled.get(dialect.name) or self._compile(dialect)
        return sql, values if names is None else [values[name] for name in names]

    def _compile(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
        done = text(self.sql).compile(dialect=dialect)
        names = tuple(done.positiontup) if done.positiontup is not None else None
        compiled = (str(done), names)
        self._compiled[dialect.name] = compiled
        return compiled
