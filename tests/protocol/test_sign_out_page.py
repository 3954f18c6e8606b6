"""/logout over HTTP: a portal that proves itself signs out at once; anything else asks first."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.clients import LanguagePolicy
from idp.clients.registration import put_client
from tests.conftest import register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty
from tests.web_application import browser_of

pytestmark = on_one_database
BYE = "https://portal.example.org/bye"


@pytest.fixture
def browser(relying_party: RelyingParty) -> FlaskClient:
    """The parent's browser, at a house where the portal has an address to come back to."""
    provider = relying_party.provider
    client = replace(relying_party.client, post_logout_redirect_uris=(BYE,))
    with provider.database.writing() as tx:
        put_client(tx, client, now=provider.clock.seconds())
    provider.directory.clients.forget()
    return browser_of(provider, relying_party.session)


def is_signed_in(relying_party: RelyingParty) -> bool:
    with relying_party.provider.database.reading() as tx:
        sessions = relying_party.provider.directory.sessions
        return sessions.find(tx, relying_party.session or "") is not None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_genuine_hint_signs_out_and_leads_back(
    relying_party: RelyingParty, browser: FlaskClient, method: str
) -> None:
    asked = {
        "id_token_hint": relying_party.tokens()["id_token"],
        "post_logout_redirect_uri": BYE,
        "state": "a b",
    }
    if method == "get":
        response = browser.get("/logout", query_string=asked)
    else:
        response = browser.post("/logout", data=asked)
    assert response.status_code == 303
    assert response.headers["Location"] == f"{BYE}?state=a+b"
    assert not is_signed_in(relying_party)


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_hint_the_person_is_asked_and_then_led_back(
    relying_party: RelyingParty, browser: FlaskClient, method: str
) -> None:
    asked = {"client_id": relying_party.client.id, "post_logout_redirect_uri": BYE, "state": "s"}
    if method == "get":
        page = browser.get("/logout", query_string=asked)
    else:
        page = browser.get(browser.post("/logout", data=asked).headers["Location"])
    assert page.status_code == 200
    assert is_signed_in(relying_party)
    html = page.get_data(as_text=True)
    hidden = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)
    }
    assert hidden.items() >= asked.items()
    answer = browser.post("/logout/confirm", data=hidden)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert answer.headers["Location"] == f"{BYE}?state=s"
    assert not is_signed_in(relying_party)


def test_a_page_of_another_site_cannot_answer_for_the_person(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}, {}):
        response = browser.post("/logout/confirm", data={"csrf": "x"}, headers=headers)
        assert response.status_code == 400
    assert is_signed_in(relying_party)


FROM_ELSEWHERE = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize("named", [(), ("client_id",), ("client_id", "post_logout_redirect_uri")])
def test_what_another_site_posts_without_a_hint_is_asked_by_a_get_and_ends_nothing(
    relying_party: RelyingParty, browser: FlaskClient, named: tuple[str, ...]
) -> None:
    whole = {"client_id": relying_party.client.id, "post_logout_redirect_uri": BYE}
    asked = {name: whole[name] for name in named}
    # The browser keeps its Lax cookie to itself, and sends it with the GET.
    without = browser_of(relying_party.provider)
    answer = without.post("/logout", data=asked, headers=FROM_ELSEWHERE)
    assert answer.status_code == 303
    assert answer.headers.getlist("Set-Cookie") == []
    where = urlsplit(answer.headers["Location"])
    assert (where.netloc, where.path, dict(parse_qsl(where.query))) == ("", "/logout", asked)
    page = browser.get(answer.headers["Location"], headers={"Sec-Fetch-Site": "cross-site"})
    assert "/logout/confirm" in page.get_data(as_text=True)
    assert is_signed_in(relying_party)


@pytest.mark.usefixtures("browser")
def test_a_hint_that_another_site_posts_ends_the_session_that_it_names(
    relying_party: RelyingParty,
) -> None:
    hint = relying_party.tokens()["id_token"]
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": BYE}
    answer = browser_of(relying_party.provider).post("/logout", data=asked, headers=FROM_ELSEWHERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, BYE)
    assert not any("session=" in each for each in answer.headers.getlist("Set-Cookie"))
    assert not is_signed_in(relying_party)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_session_is_no_agreement(relying_party: RelyingParty, method: str) -> None:
    answer = getattr(browser_of(relying_party.provider), method)("/logout", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers.getlist("Set-Cookie") == []
    assert is_signed_in(relying_party)


def hidden_in(page: TestResponse, form: str) -> dict[str, str]:
    (found,) = re.findall(rf'action="{form}">(.*?)</form>', page.get_data(as_text=True), re.DOTALL)
    pairs = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', found)
    return {unescape(name): unescape(value) for name, value in pairs}


@pytest.mark.parametrize(
    ("policy", "speaks_english"),
    [
        (LanguagePolicy.BILINGUAL, True),
        (LanguagePolicy.ATTESTED, False),
        (LanguagePolicy.FRENCH, False),
    ],
)
def test_the_question_is_in_a_language_of_the_portal(
    relying_party: RelyingParty,
    browser: FlaskClient,
    policy: LanguagePolicy,
    *,
    speaks_english: bool,
) -> None:
    client = replace(relying_party.client, post_logout_redirect_uris=(BYE,), language_policy=policy)
    register(relying_party.provider, client)
    asked = {"client_id": client.id, "ui_locales": "de en-CA fr"}
    page = browser.get("/logout", query_string=asked)
    assert ("Your session will end" in page.get_data(as_text=True)) is speaks_english
    sent = browser.post("/logout/confirm", data=hidden_in(page, "/logout/confirm"))
    told = browser.get(sent.headers["Location"])
    assert ("You are signed out" in told.get_data(as_text=True)) is speaks_english


def test_a_refusal_is_in_the_language_that_was_asked_for(browser: FlaskClient) -> None:
    asked = {"post_logout_redirect_uri": "https://elsewhere.example.org/", "ui_locales": "en"}
    assert "We cannot continue" in browser.get("/logout", query_string=asked).get_data(as_text=True)
    asked = {"client_id": "relying-party", "redirect_uri": "https://a.example", "ui_locales": "en"}
    page = browser.get("/authorize", query_string=asked).get_data(as_text=True)
    assert "PRV-REDIRECT-UNKNOWN" in page
    assert "We cannot continue" in page


def test_the_question_stays_when_the_language_changes(
    relying_party: RelyingParty, browser: FlaskClient
) -> None:
    asked = {"client_id": relying_party.client.id, "post_logout_redirect_uri": BYE, "state": "a b"}
    page = browser.get("/logout", query_string=asked)
    switch = browser.post("/langue", data={**hidden_in(page, "/langue"), "lang": "en"})
    page = browser.get(switch.headers["Location"])
    hidden = hidden_in(page, "/logout/confirm")
    assert "Your session will end" in page.get_data(as_text=True)
    assert hidden.items() >= asked.items()
    answer = browser.post("/logout/confirm", data=hidden)
    assert answer.headers["Location"] == f"{BYE}?state=a+b"
