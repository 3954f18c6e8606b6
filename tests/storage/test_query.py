"""Columns find the members of a record by their names, once."""

from dataclasses import dataclass

import pytest
from msgspec import Struct

from idp.storage import Query, words
from idp.storage.columns import columns_of
from idp.wiring import Provider
from tests.storage.every_statement import every_statement


class _Named(Struct, frozen=True):
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class _Kept:
    amr: tuple[str, ...]
    is_known: bool


def test_columns_are_read_by_name_in_any_order(provider: Provider) -> None:
    query = Query(_Named, "SELECT 7 AS number, 'weather' AS name")
    with provider.database.reading() as tx:
        assert tx.row(query) == _Named(name="weather", number=7)
        assert tx.rows(query) == [_Named(name="weather", number=7)]


def test_a_conversion_makes_what_the_member_holds(provider: Provider) -> None:
    query = Query(_Kept, "SELECT 1 AS is_known, 'pwd otp' AS amr", amr=words, is_known=bool)
    with provider.database.reading() as tx:
        assert tx.row(query) == _Kept(amr=("pwd", "otp"), is_known=True)


def test_one_column_is_its_value_and_two_are_a_pair(provider: Provider) -> None:
    with provider.database.reading() as tx:
        assert tx.row(Query(int, "SELECT COUNT(*) FROM version WHERE name = ''")) == 0
        assert tx.rows(Query(tuple[int, str], "SELECT 7, 'weather'")) == [(7, "weather")]
        assert tx.row(Query(int, "SELECT number FROM version WHERE name = ''")) is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM version",
        "SELECT name, numbers FROM version",
        "SELECT name, number, 1 AS more FROM version",
        "SELECT name, number, number FROM version",
        "SELECT name, MAX(number) FROM version",
        "UPDATE version SET number = 1 RETURNING name",
    ],
)
def test_a_statement_that_does_not_list_the_members_is_refused(sql: str) -> None:
    with pytest.raises(TypeError, match="_Named and its statement differ"):
        _ = Query(_Named, sql).read


def test_a_conversion_of_no_column_is_refused() -> None:
    with pytest.raises(TypeError, match="differ in \\['numbers'\\]"):
        _ = Query(_Named, "SELECT name, number FROM version", numbers=int).read


def test_every_statement_lists_the_members_of_what_it_is_read_as() -> None:
    queries = [each for _, _, each in every_statement() if isinstance(each, Query)]
    assert len(queries) > 200
    for each in queries:
        assert callable(each.read)


def test_a_value_is_one_column_and_a_pair_two() -> None:
    with pytest.raises(TypeError):
        _ = Query(int, "SELECT number, name FROM version").read
    with pytest.raises(TypeError):
        _ = Query(tuple[int, str], "SELECT number FROM version").read
    with pytest.raises(TypeError):
        _ = Query(tuple[int, str, str], "SELECT number, name FROM version").read
    with pytest.raises(TypeError):
        _ = Query(int, "SELECT number FROM version", number=int).read


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("SELECT id, s.sid FROM session AS s", ("id", "sid")),
        ("SELECT DISTINCT id FROM session", ("id",)),
        ("SELECT (SELECT MAX(at) FROM event) AS last, 1 AS one", ("last", "one")),
        ("WITH first AS (SELECT id FROM a) SELECT sid FROM first", ("sid",)),
        ("INSERT INTO a (id) SELECT b FROM c RETURNING a.id, at", ("id", "at")),
        ("SELECT CASE WHEN a = ',' THEN 1 ELSE 0 END AS is_a, b FROM c", ("is_a", "b")),
        ("SELECT id FROM a UNION ALL SELECT sid FROM b", ("id",)),
        ("DELETE FROM a WHERE id = 1", ()),
    ],
)
def test_columns_are_those_of_the_outermost_list(sql: str, columns: tuple[str, ...]) -> None:
    assert columns_of(sql) == columns
