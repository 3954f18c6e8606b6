"""RFC 9116: what /.well-known/security.txt says, of this installation's operator."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.app import create_app
from idp.clock import as_datetime
from idp.errors import SettingsError
from idp.settings import ServerSettings, Settings
from idp.wiring import build
from tests.conftest import TestClock
from tests.databases import on_one_database

ISSUER = "https://compte.exemple.quebec"
CONTACTS = ("mailto:securite@exemple.quebec", "https://exemple.quebec/signaler")


def _asked(settings: Settings, clock: TestClock, *contacts: str) -> TestResponse:
    server = ServerSettings(issuer=ISSUER, security_contacts=contacts)
    client = create_app(build(replace(settings, server=server), clock)).test_client()
    return client.get("/.well-known/security.txt", base_url=ISSUER)


@on_one_database
def test_it_names_whom_to_write_to_and_ends_within_a_year(
    house_settings: Settings, clock: TestClock
) -> None:
    response = _asked(house_settings, clock, *CONTACTS)
    assert response.content_type == "text/plain; charset=utf-8"
    told = [line.split(": ", 1) for line in response.text.splitlines()]
    assert [value for name, value in told if name == "Contact"] == list(CONTACTS)
    fields = {name: value for name, value in told if name != "Contact"}
    expires = as_datetime(clock.seconds()).replace(hour=0, minute=0, second=0) + timedelta(days=90)
    assert fields == {
        "Preferred-Languages": "fr, en",
        "Canonical": f"{ISSUER}/.well-known/security.txt",
        "Expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
    }


@on_one_database
def test_without_a_contact_there_is_no_such_file(
    house_settings: Settings, clock: TestClock
) -> None:
    assert _asked(house_settings, clock).status_code == 404


@pytest.mark.parametrize(
    "contact",
    [
        "securite@exemple.quebec",
        "http://exemple.quebec",
        "mailto:a@b.c\nContact: x",
        "mailto:é@b.c",
    ],
)
def test_a_contact_is_an_address_that_programs_open(contact: str) -> None:
    with pytest.raises(SettingsError, match=r"^server\.security_contacts"):
        Settings(server=ServerSettings(security_contacts=(contact,)))
