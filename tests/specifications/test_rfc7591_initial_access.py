"""Who may register a client: invited, so many, so often (RFC 7591 §3)."""

from typing import Any

import pytest

from idp.errors import SettingsError
from idp.settings import RegistrationSettings, Settings
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.registering import house_with, invite, registrant

SECTOR = "https://sector.example.org/list.json"


def test_an_invitation_registers_one_client(house_settings: Settings, clock: TestClock) -> None:
    provider = house_with(house_settings, clock, mode="invited")
    somebody = registrant(provider, invite(provider))
    assert somebody.register(response_types="bad").status == 400
    assert somebody.register().status == 201
    answer = somebody.register()
    assert answer.error == (401, "invalid_token")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    provider.database.close()


def test_an_invitation_may_be_for_several_until_it_ends(
    house_settings: Settings, clock: TestClock
) -> None:
    provider = house_with(house_settings, clock, mode="invited")
    somebody = registrant(provider, invite(provider, uses=3, days=2))
    assert somebody.register().status == 201
    clock.advance(2 * 86_400 - 1)
    assert somebody.register().status == 201
    clock.advance(1)
    assert somebody.register().status == 401
    provider.database.close()


def test_without_an_invitation_nobody_is_let_in(house_settings: Settings, clock: TestClock) -> None:
    provider = house_with(house_settings, clock, mode="invited")
    for token in (None, "x", "é", "0" * 10_000):
        answer = registrant(provider, token).register(sector_identifier_uri=SECTOR)
        assert answer.error == (401, "invalid_token")
    provider.database.close()


def test_no_more_than_so_many_are_let_in(house_settings: Settings, clock: TestClock) -> None:
    provider = house_with(house_settings, clock, mode="open", most_clients=2)
    somebody = registrant(provider)
    known = [somebody.register() for _ in range(2)]
    assert somebody.register().error == (429, "temporarily_unavailable")
    assert somebody.manage("DELETE", known[0]).status == 204
    assert somebody.register().status == 201
    provider.database.close()


@on_one_database
def test_one_network_registers_five_hundred_an_hour(
    house_settings: Settings, clock: TestClock
) -> None:
    provider = house_with(house_settings, clock, mode="open")
    somebody = registrant(provider)
    for _ in range(500):
        assert somebody.send("POST", "/register", None, b"{}").status == 400
    assert somebody.register().error == (429, "temporarily_unavailable")
    clock.advance(minutes=60)
    assert somebody.register().status == 201
    provider.database.close()


@pytest.mark.parametrize(
    "wrong", [{"mode": "ajar"}, {"profile": "fapi2"}, {"scopes": ("openid", "gpi.children")}]
)
def test_a_setting_that_would_be_unsafe_stops_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"registration\."):
        RegistrationSettings(**wrong)
