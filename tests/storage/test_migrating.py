"""Steps are applied as a whole, by one caller at a time, and say which programs they let work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from msgspec.structs import replace

from idp.errors import SettingsError
from idp.settings import DatabaseSettings, Settings
from idp.storage import Database, Statement
from idp.storage.migrating import oldest_code
from idp.storage.revision import Shape, needed, shape_of
from idp.wiring import Provider, build
from tests.databases import Template


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseSettings:
    """Settings for a database without any table."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    settings: Settings = template.empty(tmp_path)
    return settings.database


def test_the_step_needed_is_the_last_one_alembic_knows() -> None:
    config = Config()
    config.set_main_option("script_location", "idp/storage/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == needed()


def test_two_callers_bring_a_fresh_database_to_the_last_step(empty: DatabaseSettings) -> None:
    database = Database.open(empty)
    assert shape_of(database) == Shape(None)
    assert not shape_of(database).fits
    command = [sys.executable, "-m", "idp.cli", "db", "upgrade"]
    environment = {**os.environ, "PARVIS_DATABASE_URL": empty.url}
    callers = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [each.wait(60) for each in callers] == [0, 0]
    assert shape_of(database).fits
    with database.reading() as tx:
        assert tx.row(Statement("SELECT oldest_code FROM node_readiness")) == (oldest_code(),)
    database.close()


def test_each_step_says_which_programs_work_on_its_shape() -> None:
    for each in ScriptDirectory("idp/storage/migrations").walk_revisions():
        if each.revision > "0107":
            oldest = getattr(each.module, "oldest_code", None)
            assert oldest is not None, f"{each.path}: oldest_code = the step that the oldest ..."
            assert oldest <= each.revision


@pytest.mark.parametrize(
    ("at", "oldest", "fits"),
    [
        ("9999", needed(), True),
        ("9999", "0101", True),
        ("9999", "9998", False),
        ("9999", None, False),
        ("0101", "0101", False),
        (None, None, False),
    ],
)
def test_a_program_works_on_a_newer_shape_that_says_so_and_on_no_older_one(
    at: str | None, oldest: str | None, *, fits: bool
) -> None:
    assert Shape(at, oldest).fits is fits
    assert Shape(needed()).fits


def test_no_program_is_built_on_a_shape_that_it_does_not_know(provider: Provider) -> None:
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE alembic_version SET version_num = '0101'"))
    with pytest.raises(SettingsError, match=f"at step 0101, not {needed()}: `parvis db upgrade`"):
        build(provider.settings)
    with provider.database.writing() as tx:
        tx.run(Statement("UPDATE alembic_version SET version_num = '9999'"))
        tx.run(Statement("UPDATE node_readiness SET oldest_code = '9998'"))
    with pytest.raises(SettingsError, match="at step 9999"):
        build(provider.settings)


def test_no_program_is_built_on_an_empty_database(
    empty: DatabaseSettings, house_settings: Settings
) -> None:
    with pytest.raises(SettingsError, match="is empty: run `parvis init`"):
        build(replace(house_settings, database=empty))
