"""Makes an installation as large as a district: rows of the right shape, in bulk, by SQL alone.

What they hold is random and opens nothing. People who are really asked about were made by the
product (`people.py`); their rows are put back among the others, so that no page of the database
holds two of them more often than chance would have it.
"""

from collections.abc import Sequence
from typing import Any

from benchmarks.growth.district import events, rows
from benchmarks.growth.words import Connection, Words

_STEPS = 100
_EVENTS = 2
"""One event for so many accounts."""


def fill(connection: Connection, words: Words, *, accounts: int, now: int) -> None:
    """Add so many accounts, with all that belongs to them, among those that are there."""
    _make_up(connection, words, accounts)
    for each in rows(words, now):
        columns, people = _taken(connection, each.table)
        made, expressions = ", ".join(each.values), ", ".join(each.values.values())
        add = f"INSERT INTO {each.table} ({made}) SELECT {expressions} FROM newcomer"
        marks = ", ".join([words.value] * len(columns))
        put = f"INSERT INTO {each.table} ({', '.join(columns)}) VALUES ({marks})"
        for step in range(_STEPS):
            first, last = (accounts * edge // _STEPS for edge in (step, step + 1))
            connection.execute(
                f"{add} WHERE number > {first} AND number <= {last} AND number % {each.each} = 0"
            )
            for row in people[step::_STEPS]:
                connection.execute(put, row)
    connection.execute("DROP TABLE newcomer")


def record(connection: Connection, words: Words, *, accounts: int, after: int, now: int) -> int:
    """Add the events of so many accounts, numbered from `after` on; return how many."""
    count = accounts // _EVENTS
    if count:
        made = events(words, count=count, after=after, now=now)
        connection.execute(
            f"""INSERT INTO {made.table} ({", ".join(made.values)})
                SELECT {", ".join(made.values.values())}
                FROM ({words.series.format(count)}) AS counted"""
        )
    return count


def _make_up(connection: Connection, words: Words, accounts: int) -> None:
    """Make up who the accounts are, in a temporary table."""
    connection.execute(
        f"""CREATE TEMPORARY TABLE newcomer (number BIGINT PRIMARY KEY, id TEXT, sid TEXT,
                address_hash {words.blob}, student_key {words.blob})"""
    )
    if accounts:
        connection.execute(
            f"""INSERT INTO newcomer
                SELECT number, {words.text22}, {words.text22}, {words.bytes16}, {words.bytes16}
                FROM ({words.series.format(accounts)}) AS counted"""
        )


def _taken(connection: Connection, table: str) -> tuple[list[str], list[Sequence[Any]]]:
    """Take everything out of `table`; return its columns and rows."""
    cursor = connection.execute(f"SELECT * FROM {table}")
    taken = cursor.fetchall()
    columns = [each[0] for each in cursor.description]
    connection.execute(f"DELETE FROM {table}")
    return columns, taken
