"""The command line, as an operator has it."""

import os

import pytest
from click.testing import CliRunner, Result

from idp.cli import main
from idp.settings import Settings


class Shell:
    """The command line, on the database of a test."""

    def __init__(self, settings: Settings) -> None:
        self._environment = {
            "PARVIS_DATABASE_URL": settings.database.url,
            "PARVIS_KEYS_ENCRYPTION_KEY_FILE": settings.keys.encryption_key_file,
            "PARVIS_DATABASE_ANCHOR_FOLDER": settings.database.anchor_folder,
            "PARVIS_MAIL_PORT": "1",
        }

    def run(self, *arguments: str, given: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=given, env=self._environment)


@pytest.fixture
def shell(house_settings: Settings) -> Shell:
    assert not [name for name in os.environ if name.startswith("PARVIS_")]
    return Shell(house_settings)
