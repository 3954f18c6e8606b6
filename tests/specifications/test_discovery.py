"""What the provider says of itself is true and well formed (Discovery §3, RFC 8414, RFC 7517)."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from idp._authlib import check_metadata
from idp.settings import Settings
from idp.wiring import Provider
from tests.conftest import TestClock
from tests.web_application import ISSUER, browser_of, provider_at

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


@pytest.fixture
def public_house(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house that the public reaches over TLS."""
    provider = provider_at(ISSUER, house_settings, clock)
    yield provider
    provider.database.close()


@pytest.fixture
def browser(public_house: Provider) -> FlaskClient:
    """A relying party's server."""
    return browser_of(public_house)


def document(browser: FlaskClient, path: str) -> dict[str, Any]:
    response = browser.get(path)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    content: dict[str, Any] = response.get_json()
    return content


def test_authlib_finds_the_metadata_valid(browser: FlaskClient) -> None:
    metadata = document(browser, "/.well-known/openid-configuration")
    check_metadata(metadata)
    assert metadata["issuer"] == ISSUER


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://connexion.example.org/?a=b"},
        {"jwks_uri": "http://connexion.example.org/.well-known/jwks.json"},
        {"id_token_signing_alg_values_supported": ["ES256"]},
    ],
)
def test_authlib_finds_other_metadata_invalid(browser: FlaskClient, wrong: dict[str, Any]) -> None:
    metadata = document(browser, "/.well-known/openid-configuration")
    with pytest.raises(ValueError, match=next(iter(wrong))):
        check_metadata({**metadata, **wrong})


def test_both_addresses_say_the_same(browser: FlaskClient) -> None:
    first = document(browser, "/.well-known/openid-configuration")
    assert document(browser, "/.well-known/oauth-authorization-server") == first


def test_every_endpoint_named_exists(browser: FlaskClient) -> None:
    metadata = document(browser, "/.well-known/openid-configuration")
    named = {key: uri for key, uri in metadata.items() if key.endswith(("_endpoint", "jwks_uri"))}
    assert len(named) == 10
    for uri in named.values():
        assert uri.startswith(f"{ISSUER}/")
        assert browser.options(uri.removeprefix(ISSUER)).status_code == 200


def test_what_is_switched_off_is_said_to_be(browser: FlaskClient) -> None:
    metadata = document(browser, "/.well-known/openid-configuration")
    assert "none" not in metadata["request_object_signing_alg_values_supported"]
    assert metadata["require_request_uri_registration"] is True
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert "none" not in metadata["id_token_signing_alg_values_supported"]
    assert "RS256" in metadata["id_token_signing_alg_values_supported"]
    assert metadata["backchannel_token_delivery_modes_supported"] == ["poll", "ping"]
    assert not set(metadata["response_types_supported"]) & {"token", "none"}


def test_the_keys_are_public_and_named(browser: FlaskClient) -> None:
    keys = document(browser, "/.well-known/jwks.json")["keys"]
    assert len(keys) == 4
    assert len({key["kid"] for key in keys}) == 4
    for key in keys:
        assert not key.keys() & PRIVATE
        assert key["use"] == "sig"
        assert key["alg"] in {"RS256", "PS256", "ES256", "EdDSA"}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/.well-known/jwks.json"])
def test_a_document_is_cached_and_asked_for_again_by_its_tag(
    browser: FlaskClient, path: str
) -> None:
    first = browser.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=240, must-revalidate"
    again = browser.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.test"},
        {"X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "/evil"},
        {"Forwarded": "host=evil.test;proto=http"},
    ],
)
def test_no_header_changes_the_issuer(browser: FlaskClient, headers: dict[str, str]) -> None:
    response = browser.get("/.well-known/openid-configuration", headers=headers)
    assert response.get_json()["issuer"] == ISSUER
    assert "evil" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "host", ["evil.test", "connexion.example.org.evil.test", "", "127.0.0.1", "[::1"]
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/authorize", "/token", "/"])
def test_another_host_is_a_bad_request(browser: FlaskClient, host: str, path: str) -> None:
    response = browser.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert ISSUER not in response.get_data(as_text=True)
