"""`state` and `nonce` come back byte for byte, in every mode (Form Post Response Mode §2)."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from idp.ids import ClientId
from idp.protocol.authorization.request import ReturnAddress
from idp.protocol.authorization.respond import AuthorizationResponse, respond
from idp.protocol.authorization.response_mode import ResponseMode
from idp.settings import Settings
from idp.web.framing import bare_frame
from idp.web.rendering import Renderer
from idp.web.views import FormPostView
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, claims_of, fields

RENDERER = Renderer(Settings())
# Anything a portal can write and a browser can carry: no surrogates, no control characters
# (a browser rewrites lone line ends in every form it sends).
PRINTABLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=4_096)
HARD = (
    "OpenIdConnect.AuthenticationProperties=msQBkzzM%3d&x=1",
    '"><script>alert(1)</script>',
    "&lt;&amp;&#38;&copy;&copy",
    "%25%20+ a b%zz%",
    "école à côté « œuf »",
    "{'a': \"b\"}|\\^`~",
    "  leading and trailing  ",
    "é" * 4_096,
    "\u202eevil\u00a0\ufeff😀",
)


class Form(HTMLParser):
    """Reads the form of a page as a browser does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.action = ""
        self.fields: list[tuple[str, str]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.action = found.get("action") or ""
        if tag == "input" and found.get("name"):
            self.fields.append((found["name"] or "", found.get("value") or ""))


def read_form(html: str) -> Form:
    form = Form()
    form.feed(html)
    return form


def answered(mode: ResponseMode, state: str) -> AuthorizationResponse:
    to = ReturnAddress(ClientId("c"), "https://portal.example.org/cb?a=1", mode, state)
    return respond(to, "https://issuer.test", code="the-code")


@given(PRINTABLE)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(HARD[0])
@example(HARD[1])
@example(HARD[2])
@example(HARD[3])
@example(HARD[4])
@example(HARD[5])
@example(HARD[6])
@example(HARD[7])
@example(HARD[8])
def test_a_form_carries_any_state(state: str) -> None:
    answer = answered(ResponseMode.FORM_POST, state)
    page = FormPostView(frame=bare_frame(), action=answer.to.redirect_uri, fields=answer.fields)
    form = read_form(RENDERER.render(page).get_data(as_text=True))
    assert form.action == "https://portal.example.org/cb?a=1"
    assert form.fields == list(answer.fields)
    assert dict(form.fields)["state"] == state


@given(PRINTABLE)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_query_and_a_fragment_carry_any_state(state: str) -> None:
    query = urlsplit(answered(ResponseMode.QUERY, state).location)
    fragment = urlsplit(answered(ResponseMode.FRAGMENT, state).location)
    assert dict(parse_qsl(query.query, keep_blank_values=True))["state"] == state
    assert query.query.startswith("a=1&")
    assert dict(parse_qsl(fragment.fragment, keep_blank_values=True))["state"] == state
    assert fragment.query == "a=1"


@given(PRINTABLE)
@settings(max_examples=50)
def test_a_location_is_one_line_of_ascii(state: str) -> None:
    location = answered(ResponseMode.QUERY, state + "\r\nSet-Cookie: a=b").location
    assert location.isascii()
    assert location.isprintable()
    assert quote("\r\n") in location


@on_one_database
@pytest.mark.parametrize("value", HARD)
def test_state_and_nonce_survive_the_whole_way(legacy_party: RelyingParty, value: str) -> None:
    answer = fields(
        legacy_party.authorize(
            response_type="code id_token", response_mode="form_post", state=value, nonce=value
        )
    )
    assert answer["state"] == value
    assert claims_of(answer["id_token"])["nonce"] == value
    redeemed = legacy_party.redeem(answer["code"])
    assert claims_of(redeemed["id_token"])["nonce"] == value


@on_one_database
@pytest.mark.parametrize("error", ["prompt", "response_type", "scope", "denied"])
def test_errors_travel_the_way_that_was_asked(legacy_party: RelyingParty, error: str) -> None:
    changes = {
        "prompt": {"prompt": "none", "max_age": "0"},
        "response_type": {"response_type": "code token"},
        "scope": {"scope": "x"},
        "denied": {"claims": "x"},
    }[error]
    answer = legacy_party.authorize(
        **{"response_type": "code id_token", "response_mode": "form_post", **changes}
    )
    assert isinstance(answer, AuthorizationResponse)
    assert answer.is_form_post
    assert dict(answer.fields)["state"] == "the-state"


@on_one_database
@pytest.mark.parametrize("mode", ["query.jwt", "web_message", "JWT", "QUERY"])
def test_a_mode_that_is_not_offered_is_an_error_in_the_natural_one(
    legacy_party: RelyingParty, mode: str
) -> None:
    answer = legacy_party.authorize(response_type="code id_token", response_mode=mode)
    assert isinstance(answer, AuthorizationResponse)
    assert answer.to.mode is ResponseMode.FRAGMENT
    assert dict(answer.fields)["error"] == "invalid_request"


@on_one_database
def test_a_token_never_travels_in_a_query(legacy_party: RelyingParty) -> None:
    answer = legacy_party.authorize(response_type="code id_token", response_mode="query")
    assert isinstance(answer, AuthorizationResponse)
    assert answer.to.mode is ResponseMode.FRAGMENT
    assert "id_token" not in dict(answer.fields)
