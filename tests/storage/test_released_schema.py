"""The steps of a release make the schema of that release, for good; what was before is refused.

Each release adds its file here: an upgrade begins at a schema that somebody has.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from idp.errors import SettingsError
from idp.settings import DatabaseSettings
from idp.storage import Database, Statement
from idp.storage.migrating import configured, upgrade
from idp.storage.revision import shape_of
from tests.databases import Template

_NOTHING = {"", "0", "False", "None", "[]"}
_RELEASES = {"0.1.0": "0107"}
_TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": """SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
                     WHERE NOT tgisinternal ORDER BY tgname""",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    template: Template = request.getfixturevalue(f"{request.param}_template")
    database = Database.open(template.empty(tmp_path).database)
    yield database
    database.close()


def _described(engine: Engine) -> Iterator[str]:
    """Give a line for each column, key, constraint, index and trigger."""
    found = inspect(engine)
    for table in sorted(found.get_table_names()):
        yield table
        for column in found.get_columns(table):
            null = "" if column["nullable"] else " NOT NULL"
            default = f" DEFAULT {column['default']}" if column["default"] else ""
            yield f"  {column['name']} {column['type']}{null}{default}"
        yield f"  PRIMARY KEY {found.get_pk_constraint(table)['constrained_columns']}"
        named: list[tuple[str, Any]] = [
            ("UNIQUE", found.get_unique_constraints(table)),
            ("CHECK", found.get_check_constraints(table)),
            ("FOREIGN KEY", found.get_foreign_keys(table)),
            ("INDEX", found.get_indexes(table)),
        ]
        for kind, each in named:
            yield from sorted(f"  {kind} {_spelled(one)}" for one in each)
    with engine.connect() as connection:
        for name, sql in connection.execute(text(_TRIGGERS[engine.dialect.name])):
            yield f"TRIGGER {name} {' '.join(sql.split())}"


def _spelled(value: object) -> str:
    if isinstance(value, dict):
        said = {name: _spelled(value[name]) for name in sorted(value)}
        return " ".join(f"{name}={each}" for name, each in said.items() if each not in _NOTHING)
    return str(value)


@pytest.mark.parametrize("release", _RELEASES)
def test_the_steps_of_a_release_make_its_schema(empty: Database, release: str) -> None:
    with empty.engine.connect() as connection:
        command.upgrade(configured(connection), _RELEASES[release])
    name = f"schema-{release}.{empty.engine.dialect.name}.txt"
    kept = (Path(__file__).parent / name).read_text("utf-8")
    assert "\n".join(_described(empty.engine)) + "\n" == kept


@pytest.mark.parametrize("release", _RELEASES)
def test_the_schema_of_a_release_is_brought_to_the_last_step(empty: Database, release: str) -> None:
    with empty.engine.connect() as connection:
        command.upgrade(configured(connection), _RELEASES[release])
    upgrade(empty)
    assert shape_of(empty).fits


def test_a_database_from_before_the_first_release_is_refused_and_left_alone(
    empty: Database,
) -> None:
    with empty.writing() as tx:
        tx.run(Statement("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        tx.run(Statement("INSERT INTO alembic_version (version_num) VALUES ('0037')"))
    with pytest.raises(SettingsError, match=r"PRV-DATABASE-BEFORE-0\.1\.0: .* at step 0037"):
        upgrade(empty)
    assert not shape_of(empty).fits
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]


def test_the_command_says_what_to_do_with_a_database_of_before(tmp_path: Path) -> None:
    database = Database.open(DatabaseSettings(url=f"sqlite:///{tmp_path / 'before.db'}"))
    with database.writing() as tx:
        tx.run(Statement("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        tx.run(Statement("INSERT INTO alembic_version (version_num) VALUES ('0037')"))
    database.close()
    environment = {**os.environ, "PARVIS_DATABASE_URL": f"sqlite:///{tmp_path / 'before.db'}"}
    for verb in (["db", "upgrade"], ["init"]):
        done = subprocess.run(
            [sys.executable, "-m", "idp.cli", *verb],
            env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert (
            "at step 0037 of a program before 0.1.0, and nothing in it was changed" in done.stderr
        )
        assert "Traceback" not in done.stderr
