"""What parts and discreet values show of themselves, and the settings that many hold."""

from idp.discreet import Discreet, Hidden
from idp.keys.token import open_token
from idp.part import Part
from idp.settings import DatabaseSettings, Settings
from idp.upstream.credentials import Secret
from tests.soft_token import PIN, token_settings


def test_a_part_shows_none_of_its_members() -> None:
    class Till(Part):
        name: str

    assert "school" not in repr(Till(name="school"))


def test_a_discreet_value_shows_what_is_not_hidden() -> None:
    class Letter(Discreet, frozen=True):
        number: int
        code: Hidden[str]

    class Registered(Letter, frozen=True):
        receipt: Hidden[str | None] = None
        unread: "Hidden[str]" = "hush"

    shown = repr(Registered(7, "hush", "hush"))
    assert shown.endswith("Registered(number=7)")


def test_what_proves_us_to_another_provider_is_not_shown() -> None:
    assert "hush" not in f"{Secret(secret='hush')} {[Secret(secret='hush')]!r}"


def test_the_pin_of_a_token_is_not_shown() -> None:
    assert PIN not in repr(open_token(token_settings()))


def test_the_password_of_the_database_is_not_shown() -> None:
    database = DatabaseSettings(url="postgresql://parvis:hush@localhost/parvis")
    assert "hush" not in repr(Settings(database=database))
