"""What the authorization endpoint checks beyond prompts, PKCE and addresses."""

import json

import pytest
from msgspec.structs import replace

from idp.clients import Client
from idp.ids import ClientId
from idp.protocol.authorization.request import AuthorizationRequest
from tests.conftest import register
from tests.databases import on_one_database
from tests.relying_party import Changes, RelyingParty, claims_of, fields

pytestmark = on_one_database


def error(party: RelyingParty, **changes: Changes) -> str | None:
    return fields(party.authorize(**changes)).get("error")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, "invalid_request"),
        ("token", "unsupported_response_type"),
        ("id_token", "unauthorized_client"),
        ("id_token token", "unauthorized_client"),
        ("code token", "unauthorized_client"),
        ("code  id_token", "unsupported_response_type"),
        ("code code", "unsupported_response_type"),
        ("none", "unsupported_response_type"),
        ("CODE", "unsupported_response_type"),
        ("code id_token", "unauthorized_client"),
    ],
)
def test_a_response_type_that_is_not_the_clients_is_refused(
    relying_party: RelyingParty, asked: str | None, expected: str
) -> None:
    assert error(relying_party, response_type=asked) == expected


def test_the_order_of_words_means_nothing(legacy_party: RelyingParty) -> None:
    answer = fields(legacy_party.authorize(response_type="id_token code", scope="email openid"))
    assert answer["id_token"]


def test_a_client_without_the_code_grant_gets_no_code(relying_party: RelyingParty) -> None:
    client: Client = replace(
        relying_party.client, id=ClientId("machine"), grant_types=("client_credentials",)
    )
    register(relying_party.provider, client)
    assert error(replace(relying_party, client=client)) == "unauthorized_client"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("request", "invalid_request_object"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ],
)
def test_what_is_not_offered_is_refused_by_its_own_name(
    relying_party: RelyingParty, name: str, expected: str
) -> None:
    assert error(relying_party, **{name: "x"}) == expected


@pytest.mark.parametrize("scope", [None, "email", "OPENID", "openid2"])
def test_openid_must_be_asked_for(relying_party: RelyingParty, scope: str | None) -> None:
    assert error(relying_party, scope=scope) == "invalid_scope"


def test_a_scope_that_is_unknown_or_not_the_clients_is_left_out(
    relying_party: RelyingParty,
) -> None:
    assert relying_party.tokens(scope="openid admin email phone")["scope"] == "openid email"


def test_unknown_parameters_are_ignored(relying_party: RelyingParty) -> None:
    assert fields(relying_party.authorize(extra="foobar", display="wap", login_hint="x@y.z"))[
        "code"
    ]


@pytest.mark.parametrize("name", ["state", "nonce", "scope", "x", "code_challenge"])
def test_a_repeated_parameter_is_refused(relying_party: RelyingParty, name: str) -> None:
    answer = fields(relying_party.authorize((name, "a"), (name, "b")))
    assert answer["error"] == "invalid_request"
    assert ("state" in answer) == (name != "state")


def test_a_nonce_is_needed_when_the_token_passes_through_the_browser(
    legacy_party: RelyingParty,
) -> None:
    assert error(legacy_party, nonce=None, response_type="code id_token") == "invalid_request"
    assert "nonce" not in claims_of(legacy_party.tokens(nonce=None)["id_token"])


@pytest.mark.parametrize(
    "claims",
    ["x", "[]", "1", "null", '{"id_token": []}', '{"userinfo": {"email": 1}}', "[" * 8_000],
)
def test_claims_must_be_what_the_specification_describes(
    relying_party: RelyingParty, claims: str
) -> None:
    assert error(relying_party, claims=claims) == "invalid_request"


@pytest.mark.parametrize(
    ("acr", "expected"),
    [
        ({"essential": True, "values": ["urn:other"]}, "unmet_authentication_requirements"),
        ({"essential": True, "value": "urn:other"}, "unmet_authentication_requirements"),
        ({"essential": True, "values": ["urn:other", "urn:parvis:acr:password"]}, None),
        ({"essential": True}, None),
        ({"values": ["urn:other"]}, None),
        (None, None),
    ],
)
def test_an_essential_acr_is_reached_or_refused(
    relying_party: RelyingParty, acr: object, expected: str | None
) -> None:
    assert error(relying_party, claims=json.dumps({"id_token": {"acr": acr}})) == expected


def test_no_claim_that_is_asked_for_replaces_a_registered_one(relying_party: RelyingParty) -> None:
    asked = {"id_token": {name: {"value": "x"} for name in ("iss", "aud", "exp", "sid", "amr")}}
    claims = claims_of(relying_party.tokens(claims=json.dumps(asked))["id_token"])
    assert claims["iss"] == relying_party.provider.settings.server.issuer
    assert claims["aud"] == relying_party.client.id
    assert claims["amr"] == ["pwd"]


def test_a_request_waits_and_comes_back_the_same(relying_party: RelyingParty) -> None:
    provider = relying_party.provider
    captured: list[AuthorizationRequest] = []
    with provider.database.writing() as tx:
        journey = provider.journeys.waiting.begin(tx, a_request(relying_party), "192.0.2.7")
        found = provider.journeys.waiting.get(tx, journey.id)
    assert found is not None
    captured.append(found.request)
    assert captured == [a_request(relying_party)]


def a_request(party: RelyingParty) -> AuthorizationRequest:
    text = json.dumps(
        {
            "to": {
                "client_id": party.client.id,
                "redirect_uri": "https://portal.example.org/cb",
                "mode": "form_post",
                "state": 'é"&lt;\u202e😀',
            },
            "response_type": "code",
            "scope": ["openid"],
            "code_challenge": None,
            "nonce": "ñ",
            "prompt": ["login"],
            "max_age": 0,
            "claims": None,
            "subject": None,
            "login_hint": "marie@exemple.quebec",
            "ui_locales": ["fr-ca"],
        }
    )
    return AuthorizationRequest.from_json(text)
