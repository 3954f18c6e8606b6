"""What a part shows of itself, and the settings that many hold."""

from idp.keys.token import open_token
from idp.part import Part
from idp.settings import DatabaseSettings, Settings
from idp.upstream.credentials import Secret
from tests.soft_token import PIN, token_settings


def test_a_part_shows_none_of_its_members() -> None:
    class Till(Part):
        name: str

    assert "school" not in repr(Till(name="school"))


def test_what_proves_us_to_another_provider_is_not_shown() -> None:
    assert "hush" not in f"{Secret(secret='hush')} {[Secret(secret='hush')]!r}"


def test_the_pin_of_a_token_is_not_shown() -> None:
    assert PIN not in repr(open_token(token_settings()))


def test_the_password_of_the_database_is_not_shown() -> None:
    database = DatabaseSettings(url="postgresql://parvis:hush@localhost/parvis")
    assert "hush" not in repr(Settings(database=database))
