"""A query about many rows at once, by their keys."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from typing_extensions import override

from idp.storage.query import Query, Record
from idp.storage.statement import Parameters, Statement


class Among(Query[Record]):
    """A query for the rows of all `keys`, each a tuple: `WHERE (a, b) IN (VALUES :keys)`.

    To look each up by an index of several columns, SQLite must be told the order:
    `FROM (VALUES :keys) AS asked CROSS JOIN it WHERE a = column1 AND b = column2`.
    """

    __slots__ = ()

    @override
    def prepared(self, dialect: str, values: Mapping[str, Any]) -> tuple[str, Parameters]:
        keys = values["keys"]
        named = {f"key{n}": value for n, value in enumerate(chain.from_iterable(keys))}
        return _spread(self.sql, len(keys), len(keys[0])).prepared(dialect, {**values, **named})


@lru_cache(maxsize=16)
def _spread(sql: str, count: int, width: int) -> Statement:
    """Return the statement with a name for each value of `count` keys."""
    names = (f":key{number}" for number in range(count * width))
    rows = (f"({', '.join(islice(names, width))})" for _ in range(count))
    return Statement(sql.replace(":keys", ", ".join(rows)))
