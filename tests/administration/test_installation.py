from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.errors import SettingsError
from idp.installation.installing import install
from idp.keys.algorithms import ALGORITHMS
from idp.settings import DatabaseSettings, KeySettings, Settings
from idp.wiring import build
from tests.conftest import TestClock


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return Settings(
        database=DatabaseSettings(url=f"sqlite:///{tmp_path / 'parvis.db'}"),
        keys=KeySettings(encryption_key_file=str(tmp_path / "encryption.key")),
    )


def test_an_empty_folder_becomes_a_house_that_signs(empty: Settings, clock: TestClock) -> None:
    installed = install(empty, clock)
    assert installed.encryption_key
    assert installed.signing_keys == ALGORITHMS
    provider = build(empty, clock)
    assert set(provider.keys.current().active) == set(ALGORITHMS)
    provider.database.close()


def test_a_second_installation_changes_nothing(empty: Settings, clock: TestClock) -> None:
    install(empty, clock)
    installed = install(empty, clock)
    assert not installed.encryption_key
    assert installed.signing_keys == ()


def test_only_its_owner_reads_the_encryption_key(empty: Settings, clock: TestClock) -> None:
    install(empty, clock)
    assert Path(empty.keys.encryption_key_file).stat().st_mode & 0o777 == 0o600


def test_a_lost_encryption_key_is_not_replaced_by_another(
    empty: Settings, clock: TestClock
) -> None:
    install(empty, clock)
    path = Path(empty.keys.encryption_key_file)
    path.unlink()
    with pytest.raises(SettingsError, match="is missing"):
        install(empty, clock)
    assert not path.exists()


def test_the_encryption_key_of_another_database_is_refused(
    empty: Settings, clock: TestClock, tmp_path: Path
) -> None:
    install(empty, clock)
    other = tmp_path / "other.key"
    install(
        replace(
            empty,
            database=DatabaseSettings(url=f"sqlite:///{tmp_path / 'other.db'}"),
            keys=KeySettings(encryption_key_file=str(other)),
        ),
        clock,
    )
    with pytest.raises(SettingsError, match="is not the key of this database"):
        install(replace(empty, keys=KeySettings(encryption_key_file=str(other))), clock)
