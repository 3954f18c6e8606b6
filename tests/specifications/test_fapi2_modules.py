"""The certification's modules on tokens, clients and keys, each by its name (FAPI 2.0 §5.3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.clients.registration import put_client
from idp.settings import MtlsSettings, ServerSettings, Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.fapi_suite import HEADER, VARIANTS, Suite, Variant, suite_for
from tests.key_holder import KeyHolder
from tests.relying_party import RelyingParty, claims_of
from tests.web_application import browser_of

pytestmark = on_one_database
BY_ASSERTION = tuple(each for each in VARIANTS if each.authentication == "private_key_jwt")
BY_DPOP = tuple(each for each in VARIANTS if each.constraint == "dpop")


def name_of(variant: Variant) -> str:
    return variant.name


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A house behind a proxy that tells certificates."""
    server = ServerSettings(trusted_proxies=("127.0.0.1/32",))
    provider = build(
        replace(house_settings, server=server, mtls=MtlsSettings(header=HEADER)), clock
    )
    yield provider
    provider.database.close()


@pytest.fixture(params=VARIANTS, ids=name_of)
def suite(relying_party: RelyingParty, request: pytest.FixtureRequest) -> Suite:
    """A client of each variant."""
    browser = browser_of(relying_party.provider, relying_party.session)
    return suite_for(relying_party, browser, request.param, "client1")


@pytest.fixture
def client2(relying_party: RelyingParty, suite: Suite) -> Suite:
    """Another client of the same variant."""
    return suite_for(relying_party, suite.browser, suite.variant, "client2")


only_by_assertion = pytest.mark.parametrize("suite", BY_ASSERTION, indirect=True, ids=name_of)
only_by_dpop = pytest.mark.parametrize("suite", BY_DPOP, indirect=True, ids=name_of)


def refused(answer: TestResponse, *codes: str) -> None:
    assert answer.status_code in {400, 401}, answer.text
    assert answer.mimetype == "application/json"
    assert answer.get_json()["error"] in codes


def test_happy_flow(suite: Suite) -> None:
    pushed = suite.push()
    assert pushed.status_code == 201
    tokens = suite.redeem(suite.authorize(pushed.get_json()["request_uri"])["code"]).get_json()
    dpop = suite.variant.constraint == "dpop"
    assert tokens["token_type"] == ("DPoP" if dpop else "Bearer")
    assert set(claims_of(tokens["access_token"])["cnf"]) == {"jkt" if dpop else "x5t#S256"}
    assert claims_of(tokens["id_token"])["aud"] == "client1"
    answer = suite.userinfo(tokens["access_token"])
    assert answer.status_code == 200
    assert answer.get_json()["sub"] == claims_of(tokens["id_token"])["sub"]


def test_access_token_type_header_case_sensitivity(suite: Suite) -> None:
    token = suite.tokens()["access_token"]
    scheme = "dpop" if suite.variant.constraint == "dpop" else "bearer"
    for spelled in (scheme, scheme.upper(), scheme.title()):
        assert suite.userinfo(token, scheme=spelled).status_code == 200


def test_ensure_holder_of_key_required(suite: Suite) -> None:
    bare = replace(suite, shown=False, proves=False)
    code = suite.code()
    refused(bare.redeem(code), "invalid_request", "invalid_dpop_proof", "invalid_client")
    token = suite.tokens()["access_token"]
    refused(bare.userinfo(token), "invalid_token", "invalid_dpop_proof")


def test_ensure_client_id_in_token_endpoint(suite: Suite) -> None:
    refused(suite.redeem(suite.code(), client_id="client2"), "invalid_client")


def test_ensure_authorization_code_is_bound_to_client(suite: Suite, client2: Suite) -> None:
    refused(client2.redeem(suite.code()), "invalid_grant")


def test_attempt_reuse_authorization_code_after_one_second(suite: Suite, clock: TestClock) -> None:
    code = suite.code()
    token = suite.redeem(code).get_json()["access_token"]
    clock.advance(1)
    refused(suite.redeem(code), "invalid_grant")
    refused(suite.userinfo(token), "invalid_token")


def test_ensure_token_endpoint_fails_with_expired_auth_code(suite: Suite, clock: TestClock) -> None:
    code = suite.code()
    clock.advance(62)
    refused(suite.redeem(code), "invalid_grant")


def test_ensure_pkce_code_verifier_required(suite: Suite) -> None:
    refused(suite.redeem(suite.code(), code_verifier=None), "invalid_grant", "invalid_request")


def test_incorrect_pkce_code_verifier_rejected(suite: Suite) -> None:
    refused(suite.redeem(suite.code(), code_verifier="x" * 43), "invalid_grant")


def test_refresh_token(suite: Suite, client2: Suite, clock: TestClock) -> None:
    tokens = suite.tokens()
    first = tokens["refresh_token"]
    bare = replace(suite, shown=False, proves=False)
    refused(bare.refresh(first), "invalid_request", "invalid_dpop_proof", "invalid_client")
    refused(client2.refresh(first), "invalid_grant")
    renewed = suite.refresh(first)
    assert renewed.status_code == 200
    assert suite.userinfo(renewed.get_json()["access_token"]).status_code == 200
    again = claims_of(renewed.get_json()["id_token"])
    before = claims_of(tokens["id_token"])
    for name in ("iss", "sub", "aud", "auth_time"):
        assert again[name] == before[name]
    clock.advance(31)
    assert suite.refresh(first).status_code == 200


def test_tokens_in_the_url_are_refused(suite: Suite) -> None:
    token = suite.tokens()["access_token"]
    answer = suite.browser.get("/userinfo", query_string={"access_token": token})
    assert answer.status_code in {400, 401}


@only_by_dpop
def test_check_dpop_proof_nbf_exp(suite: Suite) -> None:
    now = suite.provider.clock.seconds()
    token = suite.tokens()["access_token"]
    proof = suite.holder.proof("/userinfo", "GET", token=token, nbf=now, exp=now + 300)
    headers = {"Authorization": f"DPoP {token}", "DPoP": proof}
    assert suite.browser.get("/userinfo", headers=headers).status_code == 200


@only_by_dpop
@pytest.mark.parametrize("seconds", [-10, 10])
def test_ensure_dpop_proof_with_iat_10_seconds_off_succeeds(suite: Suite, seconds: int) -> None:
    token = suite.tokens()["access_token"]
    issued = suite.provider.clock.seconds() + seconds
    proof = suite.holder.proof("/userinfo", "GET", token=token, iat=issued)
    headers = {"Authorization": f"DPoP {token}", "DPoP": proof}
    assert suite.browser.get("/userinfo", headers=headers).status_code == 200


def with_another_key(suite: Suite) -> Suite:
    return replace(suite, holder=KeyHolder(suite.issuer, suite.provider.clock))


@only_by_dpop
def test_ensure_mismatched_dpop_jkt_fails(suite: Suite) -> None:
    other = with_another_key(suite).holder.jkt
    refused(suite.push(dpop_jkt=other), "invalid_request", "invalid_dpop_proof")


@only_by_dpop
def test_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt(suite: Suite) -> None:
    code = suite.code()
    refused(with_another_key(suite).redeem(code), "invalid_grant", "invalid_dpop_proof")


@only_by_dpop
def test_ensure_token_endpoint_fails_with_mismatched_dpop_jkt(suite: Suite) -> None:
    code = replace(suite, proves=False).code(dpop_jkt=with_another_key(suite).holder.jkt)
    refused(suite.redeem(code), "invalid_grant", "invalid_dpop_proof")


@only_by_dpop
def test_ensure_dpop_auth_code_binding_success(suite: Suite) -> None:
    code = replace(suite, proves=False).code(dpop_jkt=suite.holder.jkt)
    assert suite.redeem(code).status_code == 200


@only_by_dpop
def test_a_refresh_may_come_with_a_new_dpop_key(suite: Suite) -> None:
    first = suite.tokens()["refresh_token"]
    moved = with_another_key(suite)
    token = moved.refresh(first).get_json()["access_token"]
    assert moved.userinfo(token).status_code == 200
    refused(suite.userinfo(token), "invalid_token")


ASSERTIONS: dict[str, dict[str, Any]] = {
    "signed_client_assertion_with_RS256": {"algorithm": "RS256"},
    "client_assertion_with_exp_is_5_minutes_in_past": {"exp": -300},
    "client_assertion_with_wrong_aud": {"aud": "https://other.test"},
    "client_assertion_with_no_sub": {"sub": None},
    "jwt_client_assertions_nbf_over_60_seconds_in_the_future": {"nbf": 65, "iat": 65},
    "array_as_audience": {"aud": ["{issuer}"]},
    "par_endpoint_url_as_audience": {"aud": "{issuer}/par"},
    "token_endpoint_url_as_audience": {"aud": "{issuer}/token"},
}


def made(suite: Suite, changes: dict[str, Any]) -> dict[str, Any]:
    now = suite.provider.clock.seconds()

    def one(name: str, value: object) -> object:
        if name in {"exp", "nbf", "iat"} and isinstance(value, int):
            return now + value
        if isinstance(value, list):
            return [one(name, each) for each in value]
        return value.format(issuer=suite.issuer) if isinstance(value, str) else value

    return {name: one(name, value) for name, value in changes.items()}


@only_by_assertion
@pytest.mark.parametrize("module", ASSERTIONS)
def test_ensure_bad_client_assertions_fail(suite: Suite, module: str) -> None:
    for path in ("/par", "/token"):
        bad = suite.assertion(**made(suite, ASSERTIONS[module]))
        if path == "/par":
            refused(suite.post(path, suite.asks(), bad), "invalid_client")
        else:
            refused(suite.redeem(suite.code(), bad), "invalid_client")


@only_by_assertion
def test_ensure_jwt_client_assertions_nbf_8_seconds_in_the_future_is_accepted(
    suite: Suite,
) -> None:
    ahead = suite.provider.clock.seconds() + 8
    good = suite.assertion(nbf=ahead, iat=ahead)
    assert suite.post("/par", suite.asks(), good).status_code == 201


@only_by_assertion
def test_ensure_client_assertion_in_token_endpoint(suite: Suite) -> None:
    refused(suite.redeem(suite.code(), client_assertion=None), "invalid_client")


def test_par_attempt_to_use_request_uri_for_different_client(suite: Suite, client2: Suite) -> None:
    request_uri = suite.push().get_json()["request_uri"]
    asked = {"client_id": "client2", "request_uri": request_uri}
    assert client2.browser.get("/authorize", query_string=asked).status_code == 400


def test_fapi_client_credentials_grant(relying_party: RelyingParty, suite: Suite) -> None:
    client = replace(
        suite.client, grant_types=("client_credentials",), scopes=("accounts",), redirect_uris=()
    )
    with relying_party.provider.database.writing() as tx:
        put_client(tx, client, now=relying_party.provider.clock.seconds())
    relying_party.provider.directory.clients.forget()
    answer = suite.post("/token", {"grant_type": "client_credentials"})
    assert answer.status_code == 200
    assert claims_of(answer.get_json()["access_token"])["cnf"]
    bare = replace(suite, shown=False, proves=False)
    refused(
        bare.post("/token", {"grant_type": "client_credentials"}),
        *("invalid_request", "invalid_dpop_proof", "invalid_client"),
    )
