"""Nonces that proofs must hold where an administrator asks for them (RFC 9449 §8, §9)."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from idp.settings import Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.key_holder import KeyHolder
from tests.relying_party import RelyingParty
from tests.web_application import browser_of

pytestmark = on_one_database


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house whose nonces are good for a minute."""
    tokens = replace(house_settings.tokens, dpop_nonce_seconds=60)
    provider = build(replace(house_settings, tokens=tokens), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def browser(provider: Provider) -> FlaskClient:
    """A portal's server."""
    return browser_of(provider)


@pytest.fixture
def holder(provider: Provider, clock: TestClock) -> KeyHolder:
    """Its key."""
    return KeyHolder(provider.settings.server.issuer, clock)


def nonce_from(browser: FlaskClient, party: RelyingParty, proof: str) -> str:
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    credentials = {"client_id": party.client.id, "client_secret": party.secret}
    answer = browser.post("/token", data={**form, **credentials}, headers={"DPoP": proof})
    assert answer.status_code == 400
    assert answer.get_json()["error"] == "use_dpop_nonce"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.headers["DPoP-Nonce"]


def told(browser: FlaskClient, party: RelyingParty, proof: str) -> str:
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    credentials = {"client_id": party.client.id, "client_secret": party.secret}
    answer = browser.post("/token", data={**form, **credentials}, headers={"DPoP": proof})
    error: str = answer.get_json()["error"]
    return error


def test_a_client_asks_once_more_with_the_nonce(
    browser: FlaskClient, relying_party: RelyingParty, holder: KeyHolder
) -> None:
    nonce = nonce_from(browser, relying_party, holder.proof("/token"))
    assert told(browser, relying_party, holder.proof("/token", nonce=nonce)) == "invalid_grant"


def test_a_nonce_wears_out(
    browser: FlaskClient, relying_party: RelyingParty, holder: KeyHolder, clock: TestClock
) -> None:
    nonce = nonce_from(browser, relying_party, holder.proof("/token"))
    clock.advance(59)
    assert told(browser, relying_party, holder.proof("/token", nonce=nonce)) == "invalid_grant"
    clock.advance(61)
    assert nonce_from(browser, relying_party, holder.proof("/token", nonce=nonce)) != nonce


@pytest.mark.parametrize("nonce", ["", "x", "é", 7, True, ["a"], "A" * 24])
def test_what_we_never_gave_is_no_nonce(
    browser: FlaskClient, relying_party: RelyingParty, holder: KeyHolder, nonce: object
) -> None:
    assert nonce_from(browser, relying_party, holder.proof("/token", nonce=nonce))


def test_a_nonce_dates_a_proof_better_than_a_wrong_clock(
    browser: FlaskClient, relying_party: RelyingParty, holder: KeyHolder, clock: TestClock
) -> None:
    nonce = nonce_from(browser, relying_party, holder.proof("/token"))
    slow = holder.proof("/token", nonce=nonce, iat=clock.seconds() - 86_400)
    assert told(browser, relying_party, slow) == "invalid_grant"
    assert told(browser, relying_party, slow) == "invalid_dpop_proof"


def test_userinfo_asks_for_one_too(
    browser: FlaskClient, relying_party: RelyingParty, holder: KeyHolder
) -> None:
    nonce = nonce_from(browser, relying_party, holder.proof("/token"))
    token = browser.post(
        "/token",
        data={
            "grant_type": "authorization_code",
            "code": relying_party.code(),
            "redirect_uri": relying_party.client.redirect_uris[0],
            "code_verifier": "Zm9.Yg~0-1_2" * 4,
            "client_id": relying_party.client.id,
            "client_secret": relying_party.secret,
        },
        headers={"DPoP": holder.proof("/token", nonce=nonce)},
    ).get_json()["access_token"]
    headers = {"Authorization": f"DPoP {token}"}
    proof = holder.proof("/userinfo", "GET", token=token)
    refused = browser.get("/userinfo", headers={**headers, "DPoP": proof})
    assert refused.status_code == 401
    assert 'error="use_dpop_nonce"' in refused.headers["WWW-Authenticate"]
    given = refused.headers["DPoP-Nonce"]
    good = holder.proof("/userinfo", "GET", token=token, nonce=given)
    assert browser.get("/userinfo", headers={**headers, "DPoP": good}).status_code == 200
