"""One SQL statement, written once and compiled once for each database."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Parameters = Sequence[Any] | Mapping[str, Any]

# Not the cast `value::type`, and not the digits of `12:30`.
_NAMED = re.compile(r"(?<![:\w]):([a-z_]\w*)")
_READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
# WITH can change rows too, and SELECT can lock them.
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


class Statement:
    """SQL that SQLite and PostgreSQL both read, with `:named` parameters.

    It is passed to the driver without SQLAlchemy, whose execution layer costs about a third of a
    hot request (docs/decisions/0002). Columns therefore hold only what both drivers
    return alike: integers, text and bytes; flags are 0 or 1.
    """

    __slots__ = ("_compiled", "_may_run_twice", "sql")

    def __init__(self, sql: str, *, may_run_twice: bool = False) -> None:
        self.sql = sql
        self._may_run_twice = may_run_twice
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    @property
    def may_run_twice(self) -> bool:
        """Whether it changes nothing that a second run would change again."""
        only_reads = _READS.match(self.sql) is not None and _WRITES.search(self.sql) is None
        return self._may_run_twice or only_reads

    def prepared(self, dialect: str, values: Mapping[str, Any]) -> tuple[str, Parameters]:
        """Return the driver's SQL and parameters. Raises KeyError for a missing value."""
        sql, names = self._compiled.get(dialect) or self._compile(dialect)
        return sql, values if names is None else [values[name] for name in names]

    def _compile(self, dialect: str) -> tuple[str, tuple[str, ...] | None]:
        """Write the statement as the driver reads it: `?` for SQLite, `%(name)s` for psycopg."""
        compiled: tuple[str, tuple[str, ...] | None]
        if dialect == "sqlite":
            compiled = _NAMED.sub("?", self.sql), tuple(_NAMED.findall(self.sql))
        else:
            compiled = _NAMED.sub(r"%(\1)s", self.sql.replace("%", "%%")), None
        self._compiled[dialect] = compiled
        return compiled
