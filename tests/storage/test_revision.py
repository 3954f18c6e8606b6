from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from idp.settings import DatabaseSettings
from idp.storage import Database
from idp.storage.revision import applied, is_current, needed


def test_the_step_needed_is_the_last_one_alembic_knows() -> None:
    config = Config()
    config.set_main_option("script_location", "idp/storage/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == needed()


def test_a_fresh_database_is_at_no_step(tmp_path: Path) -> None:
    database = Database.open(DatabaseSettings(url=f"sqlite:///{tmp_path / 'parvis.db'}"))
    assert applied(database) is None
    assert not is_current(database)
    database.close()
