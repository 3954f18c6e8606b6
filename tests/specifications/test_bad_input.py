"""No input whatever is answered by a fault: an OAuth error or a page, and never a 5xx."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idp.wiring import Provider
from tests.characters import ANY_CHARACTER
from tests.relying_party import RelyingParty
from tests.web_application import browser_of

HARD = (
    b"",
    b"\x00",
    b"a\x00b",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"%",
    b"%zz",
    b"%00",
    b"\r\nSet-Cookie: a=b",
    b"'\"><script>",
    b"A" * 20_000,
    b"9" * 400,
    b"-1",
    b"[" * 2_000,
    b'{"id_token":{"sub":{"value":1}},"userinfo":[]}',
    b'{"id_token":{"acr":{"essential":true,"values":5}}}',
    b'{"id_token":{"acr":{"essential":true,"value":["x"]}}}',
    "école 😀\u202e".encode(),
)
ASKED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "claims",
    "id_token_hint",
    "login_hint",
    "ui_locales",
    "display",
    "acr_values",
    "request",
    "request_uri",
)
REDEEMED = (
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "token",
    "token_type_hint",
    "access_token",
)
FORM = "application/x-www-form-urlencoded"
_SLOW = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("name", ASKED)
def test_no_value_of_a_parameter_breaks_the_authorization_endpoint(
    relying_party: RelyingParty, name: str
) -> None:
    browser = browser_of(relying_party.provider, relying_party.session)
    for value in HARD:
        asked = urlencode({**relying_party.asks, name: value})
        for mode in ("query", "form_post"):
            response = browser.get(f"/authorize?{asked}&response_mode={mode}")
            assert response.status_code < 500, (value, mode)
            twice = browser.post("/authorize", data=f"{asked}&{asked}", content_type=FORM)
            assert twice.status_code < 500


@pytest.mark.parametrize("name", REDEEMED)
def test_no_value_of_a_parameter_breaks_the_endpoints_of_clients(
    relying_party: RelyingParty, name: str
) -> None:
    browser = browser_of(relying_party.provider)
    good = {
        "client_id": relying_party.client.id,
        "client_secret": relying_party.secret,
        "grant_type": "authorization_code",
        "code": relying_party.code(),
        "redirect_uri": relying_party.client.redirect_uris[0],
        "token": "x",
        "refresh_token": "a.1.b",
    }
    for value in HARD:
        for grant_type in ("authorization_code", "refresh_token", "client_credentials"):
            body = urlencode({**good, "grant_type": grant_type, name: value})
            for path in ("/token", "/introspect", "/revoke", "/userinfo", "/logout"):
                response = browser.post(path, data=body, content_type=FORM)
                assert response.status_code < 500, (path, value)


def test_a_nul_is_refused_as_what_it_is(relying_party: RelyingParty) -> None:
    """PostgreSQL stores none: it must not come so far."""
    browser = browser_of(relying_party.provider, relying_party.session)
    answer = browser.get(f"/authorize?{urlencode({**relying_party.asks, 'nonce': chr(0)})}")
    assert answer.status_code == 303
    assert "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize("raw", [b"state=%FF", b"nonce=%ED%A0%80", b"login_hint=%00", b"%FF=%FF"])
def test_half_a_character_is_an_invalid_request(relying_party: RelyingParty, raw: bytes) -> None:
    asked = {key: value for key, value in relying_party.asks.items() if key not in raw.decode()}
    browser = browser_of(relying_party.provider, relying_party.session)
    answer = browser.get(f"/authorize?{urlencode(asked)}&{raw.decode()}")
    assert answer.status_code == 303
    assert "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize("levels", [19, 20, 400, 976])
def test_what_is_asked_one_by_one_is_never_deep(relying_party: RelyingParty, levels: int) -> None:
    """Accepted once, it would fail each time that a token is made of it."""
    deep = '{"a":' * levels + "1" + "}" * levels
    asked = {**relying_party.asks, "claims": f'{{"id_token":{{"x":{deep}}}}}'}
    browser = browser_of(relying_party.provider, relying_party.session)
    answer = browser.get(f"/authorize?{urlencode(asked)}")
    assert "error=invalid_request" in answer.headers["Location"]


@given(st.lists(st.tuples(st.sampled_from(ASKED), st.text(ANY_CHARACTER, max_size=60)), max_size=6))
@_SLOW
def test_any_combination_is_answered(
    relying_party: RelyingParty, pairs: list[tuple[str, str]]
) -> None:
    browser = browser_of(relying_party.provider, relying_party.session)
    asked = [*relying_party.asks.items(), *pairs]
    query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in asked])
    assert browser.get(f"/authorize?{query}").status_code < 500


@given(st.binary(max_size=300))
@_SLOW
def test_any_body_is_answered(relying_party: RelyingParty, body: bytes) -> None:
    browser = browser_of(relying_party.provider)
    for path in ("/token", "/introspect", "/revoke", "/userinfo", "/logout", "/authorize"):
        assert browser.post(path, data=body, content_type=FORM).status_code < 500


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=80))
@_SLOW
def test_any_authorization_header_is_answered(relying_party: RelyingParty, header: str) -> None:
    browser = browser_of(relying_party.provider)
    for value in (header, f"Basic {header}", f"Bearer {header}"):
        for path in ("/token", "/userinfo", "/revoke"):
            response = browser.post(
                path, data="a=b", content_type=FORM, headers={"Authorization": value}
            )
            assert response.status_code in {400, 401}


@pytest.mark.parametrize("path", ["/token", "/introspect", "/revoke", "/userinfo", "/authorize"])
def test_a_mebibyte_is_too_large(provider: Provider, path: str) -> None:
    browser = browser_of(provider)
    response = browser.post(path, data="a=" + "x" * 2**20, content_type=FORM)
    assert response.status_code == 413


def test_a_thousand_fields_are_a_bad_request(provider: Provider) -> None:
    browser = browser_of(provider)
    assert browser.post("/token", data="a=b&" * 1_000, content_type=FORM).status_code == 400


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
def test_another_kind_of_body_holds_no_parameters(provider: Provider, kind: str) -> None:
    response = browser_of(provider).post("/token", data='{"grant_type": "x"}', content_type=kind)
    assert response.status_code == 401
    assert response.get_json()["error"] == "invalid_client"


@pytest.mark.parametrize("path", ["/token", "/introspect", "/revoke"])
def test_a_parameter_in_the_url_is_refused(provider: Provider, path: str) -> None:
    response = browser_of(provider).post(f"{path}?client_id=x", data="a=b", content_type=FORM)
    assert response.status_code == 400
    assert response.get_json()["error"] == "invalid_request"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_the_token_endpoint_listens_to_post_alone(provider: Provider, method: str) -> None:
    assert getattr(browser_of(provider), method)("/token").status_code == 405


def test_a_post_to_the_authorization_endpoint_is_redirected_by_303(
    relying_party: RelyingParty,
) -> None:
    browser = browser_of(relying_party.provider)
    response = browser.post("/authorize", data=relying_party.asks)
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/continuer?journey=")


def test_the_authorization_endpoint_is_for_no_script(relying_party: RelyingParty) -> None:
    browser = browser_of(relying_party.provider, relying_party.session)
    response = browser.get("/authorize", query_string=relying_party.asks)
    assert response.status_code == 303
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
