"""A table is touched by statements of its own room, or by one that `foreign_tables.toml` lists.

What retention deletes stands apart: each of its rules names its table (idp/retention/rules.py).
"""

import re
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import inspect

from idp.storage import Load, Query, Statement
from idp.storage.columns import columns_of
from idp.wiring import Provider
from tests.storage.every_statement import every_statement

_LISTED = tomllib.loads((Path(__file__).parent / "foreign_tables.toml").read_text("utf-8"))
_OWNERS = {table: room for room, tables in _LISTED.pop("owners").items() for table in tables}
# What is locked is named before, and DO UPDATE names no table.
_NO_TABLE = re.compile(r"DO UPDATE|FOR (NO KEY )?UPDATE|FOR (KEY )?SHARE( OF \w+)?")
_WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")
_NAMES = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)(?:\s+AS\s+\w+)?((?:\s*,\s*\w+)*)")
_WHOLE = {"READ_CONTACTS"}
"""Statements whose rows are moved as they are: nobody asks for a column."""


def _touched(each: Statement | Load) -> tuple[set[str], set[str]]:
    """Return the tables that a statement writes, and those that it reads only."""
    sql = _NO_TABLE.sub("", each.sql if isinstance(each, Statement) else each.insert)
    writes = set(_WRITES.findall(sql))
    named = {
        name for first, more in _NAMES.findall(sql) for name in re.findall(r"\w+", first + more)
    }
    return writes, {name for name in named - writes if name in _OWNERS}


def test_a_table_of_another_room_is_touched_only_where_it_is_listed() -> None:
    found: dict[tuple[str, str, str], set[str]] = {}
    for room, name, each in every_statement():
        for way, tables in zip(("writes", "reads"), _touched(each), strict=True):
            for table in tables:
                if _OWNERS.get(table) != room:
                    found.setdefault((room, table, way), set()).add(name)
    listed = {
        (room, table, way): set(touch[way])
        for room, tables in _LISTED.items()
        for table, touch in tables.items()
        for way in ("writes", "reads")
        if way in touch
    }
    assert found == listed
    assert all(touch["why"] for tables in _LISTED.values() for touch in tables.values())


def test_every_table_has_one_owner(provider: Provider) -> None:
    assert set(inspect(provider.database.engine).get_table_names()) == _OWNERS.keys()


@pytest.mark.parametrize(
    ("sql", "writes", "reads"),
    [
        ("SELECT 1 FROM account AS a, address WHERE 1", set(), {"account", "address"}),
        ("SELECT 1 FROM (SELECT 1 FROM consent) AS c", set(), {"consent"}),
        ("INSERT INTO outbox (id) SELECT id FROM account LEFT JOIN address ON 1", {"outbox"},
         {"account", "address"}),
        ("UPDATE account SET id = (SELECT id FROM consent)", {"account"}, {"consent"}),
        ("DELETE FROM account WHERE id IN (SELECT id FROM account)", {"account"}, set()),
        ("INSERT INTO consent (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2",
         {"consent"}, set()),
        ("SELECT 1 FROM account FOR NO KEY UPDATE OF account", set(), {"account"}),
    ],
)  # fmt: skip
def test_tables_are_found_wherever_a_statement_names_them(
    sql: str, writes: set[str], reads: set[str]
) -> None:
    assert _touched(Statement(sql)) == (writes, reads)


def test_no_row_of_more_than_two_columns_is_told_apart_by_position() -> None:
    found = {
        name
        for _, name, each in every_statement()
        if isinstance(each, Statement)
        and not isinstance(each, Query)
        and columns_of(each.sql)
        and not re.match(r"INSERT INTO|CREATE", each.sql)
    }
    assert found == _WHOLE | {"_LOCK"}
