"""PostgreSQL databases that tests are lent one after the other: each finds a fresh one."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from idp.settings import Settings
from idp.wiring import build
from tests.conftest import TestClock, make_parent
from tests.databases import Template

_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_OID = "SELECT oid FROM pg_database WHERE datname = current_database()"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences"


def _held(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, and where the sequences stand."""
    with psycopg.connect(settings.database.url) as connection:
        held = {"sequences": sorted(connection.execute(_SEQUENCES), key=str)}
        for (table,) in connection.execute(_TABLES).fetchall():
            rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            held[table] = sorted(rows, key=str)
    return held


def test_what_a_test_wrote_is_gone_when_the_next_is_lent_the_same_database(
    postgresql_template: Template, tmp_path: Path, clock: TestClock
) -> None:
    with postgresql_template.lent(tmp_path) as settings:
        before = _held(settings)
        provider = build(settings, clock)
        make_parent(provider, "marie.tremblay@exemple.quebec")
        assert _held(settings) != before
        provider.database.close()
    with postgresql_template.lent(tmp_path) as again:
        assert _held(again) == before
        assert again.database.url != settings.database.url, "who wrote to it finds it no more"
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(settings.database.url)


def test_a_copy_is_a_database_of_its_own(
    postgresql_template: Template, tmp_path: Path, clock: TestClock
) -> None:
    copies = [postgresql_template.copy(tmp_path) for _ in range(2)]
    before = _held(copies[1])
    provider = build(copies[0], clock)
    make_parent(provider, "marie.tremblay@exemple.quebec")
    provider.database.close()
    assert _held(copies[1]) == before != _held(copies[0])


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE account ADD COLUMN spare text",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "CREATE TABLE spare (id integer)",
        "DROP TABLE consent",
        "DROP INDEX account_by_use",
        "CREATE SCHEMA spare",
    ],
)
def test_a_database_whose_shape_a_test_changed_is_lent_to_nobody(
    postgresql_template: Template, tmp_path: Path, change: str
) -> None:
    with (
        postgresql_template.lent(tmp_path) as settings,
        psycopg.connect(settings.database.url) as connection,
    ):
        connection.execute(change.encode())
        oid = connection.execute(_OID).fetchone()
    with (
        postgresql_template.lent(tmp_path) as another,
        psycopg.connect(another.database.url) as connection,
    ):
        assert connection.execute(_OID).fetchone() != oid
