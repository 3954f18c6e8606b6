"""/logout over HTTP: a portal that proves itself signs out at once; anything else asks first."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from idp.clients.registration import put_client
from tests.databases import on_one_database
from tests.relying_party import RelyingParty
from tests.web import browser_of

pytestmark = on_one_database
BYE = "https://portal.example.org/bye"


@pytest.fixture
def browser(relying_party: RelyingParty) -> FlaskClient:
    """The parent's browser, at a house where the portal has an address to come back to."""
    house = relying_party.house
    client = replace(relying_party.client, post_logout_redirect_uris=(BYE,))
    with house.database.writing() as transaction:
        put_client(transaction, client, now=house.clock.seconds())
    house.clients.forget()
    return browser_of(house, relying_party.session)


def is_signed_in(relying_party: RelyingParty) -> bool:
    with relying_party.house.database.reading() as transaction:
        sessions = relying_party.house.sessions
        return sessions.find(transaction, relying_party.session or "") is not None


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
        page = browser.post("/logout", data=asked)
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
