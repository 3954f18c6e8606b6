"""What is answered while the database is silent or gone, and what a parent finds again."""

import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from idp.app import create_app
from idp.settings import Settings
from idp.wiring import Provider, build
from tests.conftest import Parent, TestClock
from tests.relying_party import RelyingParty, fields
from tests.tcp_proxy import TcpProxy, tcp_proxy
from tests.web.pages.person import Person
from tests.web_application import browser_of

pytestmark = pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
NEEDS_NONE = (
    "/health/live",
    "/.well-known/jwks.json",
    "/.well-known/openid-configuration",
    "/.well-known/ssf-configuration",
    "/static/parvis.css",
    "/admin/api/openapi.json",
    "/connexion",
    "/inscription",
    "/mot-de-passe-oublie",
)


@pytest.fixture
def way(house_settings: Settings) -> Iterator[TcpProxy]:
    """The way to the database."""
    port = urlsplit(house_settings.database.url).port
    assert port
    with tcp_proxy(port) as proxy:
        yield proxy


@pytest.fixture
def provider(house_settings: Settings, way: TcpProxy, clock: TestClock) -> Iterator[Provider]:
    """A house that goes that way."""
    url = urlsplit(house_settings.database.url)
    database = replace(
        house_settings.database,
        url=url._replace(netloc=f"parvis@127.0.0.1:{way.port}").geturl(),
        connect_timeout_seconds=2,
        request_timeout_seconds=1,
    )
    provider = build(replace(house_settings, database=database), clock)
    yield provider
    # Those that look for changes meanwhile find out at once, and are waited for.
    way.close()
    for each in threading.enumerate():
        if each.name == "watched":
            each.join(10)
    provider.database.close()


def test_what_needs_no_database_never_waits_for_it(provider: Provider, way: TcpProxy) -> None:
    browser = browser_of(provider)
    provider.directory.clients.all()
    provider.keys.current()
    time.sleep(1)
    way.forget(new_ones_too=True)
    for path in NEEDS_NONE:
        began = time.monotonic()
        assert browser.get(path).status_code == 200, path
        assert time.monotonic() - began < 1.5, path


def test_what_a_parent_typed_is_sent_again_from_the_page_that_says_wait(
    provider: Provider, way: TcpProxy, parent: Parent
) -> None:
    person = Person(create_app(provider), provider)
    person.open("/connexion")
    way.close()
    person.send(address=parent.address, password=parent.password)
    assert person.shown.status_code == 503
    assert person.codes == ["PRV-UNAVAILABLE"]
    assert person.shown.headers["Retry-After"] == "5"
    assert parent.password not in person.text
    way.open()
    person.send(password=parent.password)
    assert person.path == "/compte"


def test_nothing_that_another_site_posted_is_shown(provider: Provider, way: TcpProxy) -> None:
    person = Person(create_app(provider), provider)
    way.close()
    person.shown = person.post(
        "/connexion", data={"address": "evil"}, headers={"Origin": "https://evil.example"}
    )
    assert "evil" not in person.text
    way.open()


def test_a_silent_renewal_is_told_to_come_again(relying_party: RelyingParty, way: TcpProxy) -> None:
    relying_party.provider.directory.clients.all()
    way.close()
    answer = fields(relying_party.authorize(prompt="none"))
    assert answer["error"] == "temporarily_unavailable"
    way.open()
