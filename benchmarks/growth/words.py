"""The few words in which the SQL of both databases differs where rows are made up."""

from dataclasses import dataclass
from typing import Any, Protocol


class Connection(Protocol):
    """What both drivers give."""

    def execute(self, statement: Any, values: Any = ..., /) -> Any:  # noqa: ANN401 - of a driver
        """Run a statement, and return its cursor."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """Types, expressions that give another value in each row, and a query."""

    blob: str
    bytes16: str
    bytes32: str
    text22: str
    """As long as an identifier."""
    below: str
    """A whole number from 0 to below `{}`."""
    series: str
    """The numbers from 1 to `{}`, as `number`."""
    value: str
    """Stands for a value."""


_UUID = "uuid_send(gen_random_uuid())"
SQLITE = Words(
    blob="BLOB",
    bytes16="randomblob(16)",
    bytes32="randomblob(32)",
    text22="hex(randomblob(11))",
    below="(abs(random()) % ({}))",
    series="""WITH RECURSIVE counted(number) AS (
                  SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < {})
              SELECT number FROM counted""",
    value="?",
)
POSTGRESQL = Words(
    blob="BYTEA",
    bytes16=_UUID,
    bytes32=f"({_UUID} || {_UUID})",
    text22="substr(replace(gen_random_uuid()::text, '-', ''), 1, 22)",
    below="floor(random() * ({}))::bigint",
    series="SELECT generate_series(1, {}::bigint) AS number",
    value="%s",
)
