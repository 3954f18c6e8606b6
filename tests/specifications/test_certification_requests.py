"""What the certification of OpenID Connect asks of authorization requests, profile by profile.

The names follow the modules of the suite: the same requests are sent, and what they may be
answered with is checked, in each flow and by each way that the answer can travel.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from idp.clients import Profile
from idp.clients.profiles import RESPONSE_TYPES
from idp.ids import ClientId
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.protocol.errors import InvalidGrantError, NotRedirectableError
from tests.conftest import TestClock, register
from tests.databases import on_one_database
from tests.relying_party import Changes, RelyingParty, claims_of, fields, page
from tests.specifications.test_form_post import read_form
from tests.web_application import browser_of

CALLBACK = "https://suite.example.org/test/a/parvis/callback"
WITH_QUERY = f"{CALLBACK}?dummy1=lorem&dummy2=ipsum"

pytestmark = on_one_database


@pytest.fixture
def suite(relying_party: RelyingParty) -> RelyingParty:
    """A client as the suite registers one: a secret, no PKCE, every response type."""
    client = replace(
        relying_party.client,
        id=ClientId("suite"),
        profile=Profile.LEGACY,
        redirect_uris=(CALLBACK, WITH_QUERY),
        response_types=RESPONSE_TYPES,
        grant_types=("authorization_code", "implicit", "refresh_token"),
    )
    secret = register(relying_party.provider, client).secret
    return replace(relying_party, client=client, secret=secret)


NO_PKCE: dict[str, Changes] = {"code_challenge": None, "code_challenge_method": None}
UNKNOWN: dict[str, Changes] = {
    "ensure-registered-redirect-uri": f"{CALLBACK}Xyz",
    "ensure-redirect-uri-in-authorization-request": None,
    "redirect-uri-query-mismatch": f"{CALLBACK}?dummy1=ipsum",
    "redirect-uri-query-added": f"{WITH_QUERY}&more=1",
}
ACCEPTED: dict[str, dict[str, Changes]] = {
    "server": {},
    "scope-email": {"scope": "openid email"},
    "scope-all": {"scope": "openid profile email address phone"},
    "ensure-other-scope-order-succeeds": {"scope": "email openid"},
    "display-page": {"display": "page"},
    "display-popup": {"display": "popup"},
    "ensure-request-with-unknown-parameter-succeeds": {"extra": "foobar"},
    "login-hint": {"login_hint": "buffy@suite.example.org"},
    "ui-locales": {"ui_locales": "se"},
    "claims-locales": {"claims_locales": "se"},
    "ensure-request-with-acr-values-succeeds": {"acr_values": "urn:parvis:acr:password 1 2"},
    "max-age-10000": {"max_age": "10000"},
    "prompt-none-logged-in": {"prompt": "none"},
    "claims-essential": {"claims": '{"userinfo": {"name": {"essential": true}}}'},
    "128 characters of state": {"state": "s" * 128},
}


@pytest.mark.parametrize("response_type", RESPONSE_TYPES)
@pytest.mark.parametrize("module", ACCEPTED)
@pytest.mark.parametrize("mode", [None, "form_post"])
def test_requests_that_must_succeed(
    suite: RelyingParty, response_type: str, module: str, mode: str | None
) -> None:
    changes = {**NO_PKCE, **ACCEPTED[module]}
    outcome = suite.authorize(response_type=response_type, response_mode=mode, **changes)
    answer = fields(outcome)
    assert "error" not in answer
    assert answer["state"] == changes.get("state", "the-state")
    if "id_token" in response_type:
        claims = claims_of(answer["id_token"])
        assert claims["auth_time"] <= claims["iat"]
        assert claims["acr"] == "urn:parvis:acr:password"


@pytest.mark.parametrize("response_type", RESPONSE_TYPES)
@pytest.mark.parametrize("module", UNKNOWN)
def test_addresses_that_must_not_be_answered(
    suite: RelyingParty, response_type: str, module: str
) -> None:
    with pytest.raises(NotRedirectableError):
        suite.authorize(response_type=response_type, redirect_uri=UNKNOWN[module])


@pytest.mark.parametrize("response_type", RESPONSE_TYPES)
def test_redirect_uri_query_ok(suite: RelyingParty, response_type: str) -> None:
    answer = suite.authorize(response_type=response_type, redirect_uri=WITH_QUERY)
    assert isinstance(answer, AuthorizationResponse)
    query = dict(parse_qsl(urlsplit(answer.location).query))
    assert (query["dummy1"], query["dummy2"]) == ("lorem", "ipsum")


def test_response_type_missing(suite: RelyingParty) -> None:
    answer = suite.authorize(response_type=None)
    assert isinstance(answer, AuthorizationResponse)
    assert answer.location.startswith(f"{CALLBACK}?error=invalid_request&")


@pytest.mark.parametrize("response_type", RESPONSE_TYPES)
@pytest.mark.parametrize("mode", [None, "form_post"])
def test_ensure_request_without_nonce(
    suite: RelyingParty, response_type: str, mode: str | None
) -> None:
    outcome = suite.authorize(response_type=response_type, response_mode=mode, nonce=None)
    assert isinstance(outcome, AuthorizationResponse)
    error = dict(outcome.fields).get("error")
    assert error == ("invalid_request" if "id_token" in response_type else None)
    assert outcome.is_form_post == (mode == "form_post")


@pytest.mark.parametrize("response_type", RESPONSE_TYPES)
def test_prompt_none_not_logged_in(suite: RelyingParty, response_type: str) -> None:
    stranger = replace(suite, session=None)
    answer = fields(stranger.authorize(response_type=response_type, prompt="none"))
    assert answer == {
        "error": "login_required",
        "state": "the-state",
        "iss": suite.provider.settings.server.issuer,
    } | {name: answer[name] for name in answer.keys() & {"error_description"}}


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "1"}])
def test_prompt_login_and_max_age_1(
    suite: RelyingParty, clock: TestClock, changes: dict[str, Changes]
) -> None:
    clock.advance(2)
    assert page(suite.authorize(**changes)) == "/connexion"


def test_codereuse_30seconds(suite: RelyingParty, clock: TestClock) -> None:
    code = suite.code(**NO_PKCE)
    suite.redeem(code, code_verifier=None)
    clock.advance(30)
    with pytest.raises(InvalidGrantError):
        suite.redeem(code, code_verifier=None)


def test_ensure_request_with_valid_pkce_succeeds(suite: RelyingParty) -> None:
    assert suite.tokens(response_type="code")["id_token"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request_uri": f"{CALLBACK}/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
    ],
)
def test_what_is_refused_is_refused_by_its_name(
    suite: RelyingParty, changes: dict[str, Changes], error: str
) -> None:
    assert fields(suite.authorize(**changes))["error"] == error


def test_ensure_post_request_succeeds(suite: RelyingParty) -> None:
    browser = browser_of(suite.provider, suite.session)
    posted = browser.post("/authorize", data=suite.asks)
    assert posted.status_code == 303
    assert posted.headers["Location"].startswith(f"{CALLBACK}?code=")


def test_form_post_is_a_page_that_sends_itself(suite: RelyingParty) -> None:
    browser = browser_of(suite.provider, suite.session)
    asked: dict[str, Any] = {**suite.asks, "response_type": "code id_token token"}
    html = browser.get("/authorize", query_string={**asked, "response_mode": "form_post"})
    text = html.get_data(as_text=True)
    form = read_form(text)
    assert form.action == CALLBACK
    assert dict(form.fields).keys() >= {"code", "id_token", "access_token", "state"}
    # HtmlUnit runs what stands after the form, and shows the button to whoever has no script.
    assert text.index("</form>") < text.index(".submit()")
    assert "<button" in text


@pytest.mark.parametrize("name", ["state", "nonce"])
@pytest.mark.parametrize("length", [64, 384])
def test_ensure_authorization_request_with_long_state_and_nonce(
    suite: RelyingParty, name: str, length: int
) -> None:
    value = "v" * length
    answer = fields(suite.authorize(response_type="code id_token", **{name: value}))
    told = answer["state"] if name == "state" else claims_of(answer["id_token"])["nonce"]
    assert told == value
