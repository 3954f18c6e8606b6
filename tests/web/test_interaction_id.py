"""Whatever a token opens names the request in its response (FAPI 1.0 Baseline §6.2.1, item 11)."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from idp.settings import RegistrationSettings, Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.relying_party import RelyingParty
from tests.web_application import browser_of

pytestmark = on_one_database
HEADER = "x-fapi-interaction-id"
SENT = "C770aef3-6784-41f7-8e0e-ff5f97bddb3a"
# Published documents that anybody may read.
OPEN = ("/ssf/jwks", "/admin/api/openapi.json")


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house that lets clients register."""
    registration = RegistrationSettings(mode="open")
    provider = build(replace(house_settings, registration=registration), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def browser(provider: Provider) -> FlaskClient:
    return browser_of(provider)


def resources(browser: FlaskClient) -> list[tuple[str, str]]:
    """Return method and path of everything that a token opens."""
    return [
        (method, rule.rule.replace("<", "").replace(">", "").replace("path:", ""))
        for rule in browser.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(("/userinfo", "/ssf/", "/admin/api/", "/register"))
        and rule.rule not in OPEN
    ]


def test_every_resource_returns_the_name_that_was_sent(browser: FlaskClient) -> None:
    found = resources(browser)
    assert len(found) > 80
    silent = []
    for method, path in found:
        response = browser.open(path, method=method, headers={HEADER: SENT})
        if response.headers.getlist(HEADER) != [SENT]:
            silent.append((method, path))
    assert silent == []


@pytest.mark.parametrize("sent", [None, "", "x", f"{SENT}0", f"{SENT} ", "<script>", "é"])
def test_a_request_without_a_good_name_is_given_one(browser: FlaskClient, sent: str | None) -> None:
    headers = {} if sent is None else {HEADER: sent}
    names = [browser.get("/userinfo", headers=headers).headers[HEADER] for _ in range(2)]
    assert names[0] != names[1]
    for name in names:
        assert str(UUID(name)) == name


def test_claims_come_with_the_name(relying_party: RelyingParty, browser: FlaskClient) -> None:
    token = relying_party.tokens()["access_token"]
    headers = {"Authorization": f"Bearer {token}", HEADER: SENT}
    response = browser.get("/userinfo", headers=headers)
    assert (response.status_code, response.headers[HEADER]) == (200, SENT)
