"""Introspection by whoever protects a resource, answered plainly or signed (RFC 7662, RFC 9701)."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.clients import Client, Profile
from idp.clients.registration import disable_client
from idp.ids import ClientId
from tests.conftest import Portal, register
from tests.relying_party import RelyingParty, claims_of, part_of
from tests.signing_party import SigningParty, signing_party
from tests.web_application import browser_of

SIGNED = "application/token-introspection+jwt"
API = "https://api.example.org"


@pytest.fixture
def browser(relying_party: RelyingParty) -> FlaskClient:
    """The server of a portal or a resource."""
    return browser_of(relying_party.provider)


@pytest.fixture
def api(relying_party: RelyingParty) -> Portal:
    """The server of a resource, which never sends anybody here itself."""
    client: Client = replace(
        relying_party.client,
        id=ClientId("api"),
        grant_types=("client_credentials",),
        redirect_uris=(),
        protected_resources=(API,),
    )
    return register(relying_party.provider, client)


@pytest.fixture
def portal_of_api(relying_party: RelyingParty) -> RelyingParty:
    """A portal that may have tokens for the resource."""
    client = replace(relying_party.client, id=ClientId("user"), resources=(API, f"{API}/other"))
    secret = register(relying_party.provider, client).secret
    return replace(relying_party, client=client, secret=secret)


def asked(
    browser: FlaskClient, who: Portal | RelyingParty, token: str, accept: str = "*/*"
) -> TestResponse:
    form = {"client_id": who.client.id, "client_secret": who.secret, "token": token}
    return browser.post("/introspect", data=form, headers={"Accept": accept})


def verified(browser: FlaskClient, answer: TestResponse) -> dict[str, Any]:
    keys = KeySet.import_key_set(browser.get("/.well-known/jwks.json").get_json())
    algorithm = part_of(answer.text, 0)["alg"]
    return jwt.decode(answer.text, keys, algorithms=[algorithm]).claims


def test_a_signed_answer_says_what_the_plain_one_does(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    token = relying_party.tokens()["access_token"]
    plain = asked(browser, relying_party, token).get_json()
    answer = asked(browser, relying_party, token, SIGNED)
    assert answer.status_code == 200
    assert answer.mimetype == SIGNED
    assert answer.headers["Cache-Control"] == "no-store"
    claims = verified(browser, answer)
    assert claims == {
        "iss": relying_party.provider.settings.server.issuer,
        "aud": relying_party.client.id,
        "iat": relying_party.provider.clock.seconds(),
        "token_introspection": plain,
    }
    assert part_of(answer.text, 0)["typ"] == "token-introspection+jwt"
    assert part_of(answer.text, 0)["alg"] == "RS256"


def test_an_inactive_token_is_said_to_be_so_under_signature(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    claims = verified(browser, asked(browser, relying_party, "x", SIGNED))
    assert claims["token_introspection"] == {"active": False}


def test_who_may_not_ask_is_told_plainly(relying_party: RelyingParty, browser: FlaskClient) -> None:
    stranger = replace(relying_party, secret="wrong")
    answer = asked(browser, stranger, "x", SIGNED)
    assert answer.status_code == 401
    assert answer.get_json()["error"] == "invalid_client"


def test_a_client_chooses_the_signature(relying_party: RelyingParty, browser: FlaskClient) -> None:
    client = replace(
        relying_party.client, id=ClientId("es"), introspection_signed_response_alg="ES256"
    )
    portal = register(relying_party.provider, client)
    assert part_of(asked(browser, portal, "x", SIGNED).text, 0)["alg"] == "ES256"


def test_a_client_of_fapi_2_never_meets_rs256(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    party: SigningParty = signing_party(relying_party, Profile.FAPI2)
    form = {**party.proof(), "token": "x"}
    answer = browser.post("/introspect", data=form, headers={"Accept": SIGNED})
    assert part_of(answer.text, 0)["alg"] == "PS256"


def test_a_signed_answer_opens_nothing_itself(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    token = relying_party.tokens()["access_token"]
    answer = asked(browser, relying_party, token, SIGNED).text
    headers = {"Authorization": f"Bearer {answer}"}
    assert browser.get("/userinfo", headers=headers).status_code == 401
    assert asked(browser, relying_party, answer).get_json() == {"active": False}


def test_who_protects_a_resource_may_ask_about_its_tokens(
    portal_of_api: RelyingParty, browser: FlaskClient, api: Portal
) -> None:
    portal_of_api.code()
    tokens = portal_of_api.tokens(resource=API)
    said = asked(browser, api, tokens["access_token"]).get_json()
    assert said["active"] is True
    assert said["aud"] == API
    assert said["client_id"] == "user"
    assert said["sub"] == claims_of(tokens["access_token"])["sub"]
    # Not about others of the same portal, and never about what renews them.
    other = portal_of_api.tokens(resource=f"{API}/other")["access_token"]
    for token in (other, portal_of_api.tokens()["access_token"], tokens["refresh_token"]):
        assert asked(browser, api, token).get_json() == {"active": False}


def test_a_disabled_portals_tokens_are_inactive_to_a_resource(
    portal_of_api: RelyingParty, browser: FlaskClient, api: Portal
) -> None:
    provider = portal_of_api.provider
    token = portal_of_api.tokens(resource=API)["access_token"]
    with provider.database.writing() as tx:
        disable_client(tx, portal_of_api.client.id, disabled=True, now=provider.clock.seconds())
    provider.directory.clients.forget()
    assert asked(browser, api, token).get_json() == {"active": False}


def test_a_revoked_token_is_inactive_to_a_resource(
    portal_of_api: RelyingParty, browser: FlaskClient, api: Portal
) -> None:
    token = portal_of_api.tokens(resource=API)["access_token"]
    form = {
        "client_id": portal_of_api.client.id,
        "client_secret": portal_of_api.secret,
        "token": token,
        "token_type_hint": "refresh_token",
    }
    assert browser.post("/revoke", data=form).status_code == 200
    assert asked(browser, api, token).get_json() == {"active": False}
