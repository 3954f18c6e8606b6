"""Addresses that nobody may register, in any member that holds one (RFC 9700 §2.1, §4.1)."""

from collections.abc import Iterator

import pytest

from idp.settings import OutboundSettings, Settings
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.publisher import publishing
from tests.registering import CALLBACK, Registrant, house_with, registrant

pytestmark = on_one_database
ATTACKS = (
    "https://portal.example.org/cb#f",
    "https://portal.example.org/cb/../x",
    "https://portal.example.org/cb/%2e%2e/x",
    "https://PORTAL.example.org/cb",
    "HTTPS://portal.example.org/cb",
    "https://portal.example.org./cb",
    "https://portal.example.org@evil.test/cb",
    "https://evil.test\\@portal.example.org/cb",
    "https://portal.example.org%40evil.test/cb",
    "https://portal.example.org%2f@evil.test/cb",
    "https://portal.example.org%00.evil.test/cb",
    "https://evil.test#https://portal.example.org/cb",
    "https://*.example.org/cb",
    "https://portal.example.org/*",
    "//portal.example.org/cb",
    "https:portal.example.org/cb",
    "https:///portal.example.org/cb",
    "http://portal.example.org/cb",
    "javascript:alert(1)",
    "JavaScript://portal.example.org/%0aalert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "gopher://portal.example.org/",
    "vbscript:x",
    "/cb",
    "cb",
    "",
    " https://portal.example.org/cb",
    "https://portal.example.org/cb ",
    "https://portal.example.org\\cb",
    "https://portal.example.org/c\tb",
    "https://portal.example.org/cb\r\nX: 1",
    "https://portal.example.org/cb%0d%0aX:1",
    "https://portal.example.org/cb%00",
    "https://portal\uff0eexample.org/cb",
    "https://portal\u3002example.org/cb",
    "https://p\u043ertal.example.org/cb",
    "http://localhost:80@attacker.test/cb",
    "http://127.0.0.1.evil.test/",
    "https://[not-an-ip]/",
    "https://portal.example.org:99999/cb",
    "https://portal.example.org:x/cb",
    "https://user:secret@portal.example.org/cb",
    "https://portal.example.org/" + "a" * 8_192,
    'https://portal.example.org/"><script>',
    "https://portal.example.org/<svg onload=x>",
    "https://portal.example.org/%zz",
)
LISTS = ("redirect_uris", "post_logout_redirect_uris", "request_uris")
ALONE = (
    *("client_uri", "policy_uri", "tos_uri", "tos_uri#fr", "policy_uri#de", "logo_uri"),
    *("initiate_login_uri", "jwks_uri", "sector_identifier_uri"),
    *("backchannel_logout_uri", "frontchannel_logout_uri"),
)


@pytest.fixture
def anybody(house_settings: Settings, clock: TestClock) -> Iterator[Registrant]:
    provider = house_with(house_settings, clock, mode="open", profile="legacy")
    yield registrant(provider)
    provider.database.close()


@pytest.mark.parametrize("field", [*LISTS, *ALONE])
def test_it_is_refused_in_every_member(anybody: Registrant, field: str) -> None:
    code = "invalid_redirect_uri" if field == "redirect_uris" else "invalid_client_metadata"
    for attack in ATTACKS:
        if field == "request_uris" and "#" in attack:
            continue  # its fragment names a version (OpenID Connect Core §6.2)
        value = [CALLBACK, attack] if field in LISTS else attack
        answer = anybody.register(**{field: value})
        assert (answer.status, answer.content.get("error")) == (400, code), attack
    assert anybody.provider.directory.clients.all() == ()


@pytest.mark.parametrize("field", [*LISTS, *ALONE])
def test_a_change_does_not_bring_it_in(anybody: Registrant, field: str) -> None:
    known = anybody.register()
    for attack in ATTACKS[:20:3]:
        if field == "request_uris" and "#" in attack:
            continue
        value = [CALLBACK, attack] if field in LISTS else attack
        assert anybody.change(known, **{field: value}).status == 400, attack


def test_registration_calls_none_of_them(house_settings: Settings, clock: TestClock) -> None:
    outbound = OutboundSettings(allow_loopback=True)
    provider = house_with(house_settings, clock, outbound, mode="open")
    with publishing() as told:
        plain = {name: f"{told.uri}/{name}" for name in ("client_uri", "policy_uri", "tos_uri")}
        answer = registrant(provider).register(
            jwks_uri=f"{told.uri}/keys", request_uris=[f"{told.uri}/r"], **plain,
            logo_uri=told.uri.replace("http:", "https:"),
        )  # fmt: skip
        assert answer.status == 201, answer.content
        assert told.asked == []
    provider.database.close()


def test_an_address_with_a_query_is_taken(anybody: Registrant) -> None:
    uris = [CALLBACK, f"{CALLBACK}?dummy1=lorem&dummy2=ipsum", "https://portal.example.org:8443/"]
    assert anybody.register(redirect_uris=uris).content["redirect_uris"] == uris
