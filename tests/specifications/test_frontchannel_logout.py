"""Portals hear in the browser that somebody signs out (OpenID Connect Front-Channel Logout 1.0)."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from idp.clients import Client
from idp.clients.registration import put_client
from idp.clients.uri_checks import check_uris
from idp.ids import ClientId
from tests.conftest import Parent, register
from tests.relying_party import RelyingParty, claims_of, sign_in
from tests.web_application import answer_to, browser_of

PAGE = "https://portal.example.org/signed-out"
BYE = "https://portal.example.org/bye"


def told_in_the_browser(party: RelyingParty, name: str = "told", page: str = PAGE) -> RelyingParty:
    client = replace(
        party.client,
        id=ClientId(name),
        frontchannel_logout_uri=page,
        post_logout_redirect_uris=(BYE,),
    )
    registered = register(party.provider, client)
    return replace(party, client=client, secret=registered.secret)


def frames_of(html: str) -> list[str]:
    return [unescape(uri) for uri in re.findall(r'<iframe src="([^"]+)"', html)]


def test_every_portal_of_the_session_is_loaded_with_issuer_and_session(
    relying_party: RelyingParty,
) -> None:
    one = told_in_the_browser(relying_party)
    other = told_in_the_browser(relying_party, "other", f"{PAGE}?lang=fr")
    told_in_the_browser(relying_party, "never-used", "https://portal.example.org/never")
    relying_party.tokens()
    sid = claims_of(one.tokens()["id_token"])["sid"]
    hint = other.tokens()["id_token"]
    browser = browser_of(one.provider, one.session)
    answer = browser.get("/logout", query_string={"id_token_hint": hint})
    frames = frames_of(answer.get_data(as_text=True))
    assert [uri.partition("?")[0] for uri in frames] == [PAGE, PAGE]
    issuer = one.provider.issuer
    said = [dict(parse_qsl(urlsplit(uri).query)) for uri in frames]
    told = {"iss": issuer, "sid": sid}
    assert said == [told, {"lang": "fr", **told}]
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-src https://portal.example.org;" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_way_back_waits_for_the_frames(relying_party: RelyingParty) -> None:
    party = told_in_the_browser(relying_party)
    asked = {
        "id_token_hint": party.tokens()["id_token"],
        "post_logout_redirect_uri": BYE,
        "state": "a&b",
    }
    answer = browser_of(party.provider, party.session).get("/logout", query_string=asked)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert len(frames_of(html)) == 1
    assert f'href="{BYE}?state=a%26b" id="return"' in html
    assert "signed-out.js" in html


def test_a_session_that_a_hint_ends_elsewhere_is_told_beside_the_question(
    relying_party: RelyingParty, parent: Parent
) -> None:
    party = told_in_the_browser(relying_party)
    elsewhere = replace(party, session=sign_in(party.provider, parent.account))
    hint = elsewhere.tokens()["id_token"]
    browser = browser_of(party.provider, party.session)
    html = browser.get("/logout", query_string={"id_token_hint": hint}).get_data(as_text=True)
    assert "/logout/confirm" in html
    (frame,) = frames_of(html)
    assert dict(parse_qsl(urlsplit(frame).query))["sid"] == claims_of(hint)["sid"]


def test_signing_out_here_loads_them_too(relying_party: RelyingParty) -> None:
    party = told_in_the_browser(relying_party)
    party.tokens()
    browser = browser_of(party.provider, party.session)
    page = browser.get("/deconnexion").get_data(as_text=True)
    form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    sent = browser.post("/deconnexion", data=form)
    assert len(frames_of(answer_to(browser, sent).get_data(as_text=True))) == 1
    cookies = " ".join(sent.headers.getlist("Set-Cookie"))
    assert "parvis-session=;" in cookies
    again = browser.get("/deconnexion").get_data(as_text=True)
    assert frames_of(again) == []


def test_a_portal_of_another_session_or_withdrawn_is_left_alone(
    relying_party: RelyingParty, parent: Parent
) -> None:
    party = told_in_the_browser(relying_party)
    elsewhere = replace(party, session=sign_in(party.provider, parent.account))
    elsewhere.tokens()
    hint = party.tokens()["id_token"]
    with party.provider.database.writing() as tx:
        put_client(
            tx,
            replace(party.client, frontchannel_logout_uri=None),
            now=party.provider.clock.seconds(),
        )
    party.provider.directory.clients.forget()
    answer = browser_of(party.provider, party.session).get(
        "/logout", query_string={"id_token_hint": hint}
    )
    assert frames_of(answer.get_data(as_text=True)) == []
    assert "frame-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/out",
        "http://portal.example.org/out",
        "https://portal.example.org:8443/out",
        "https://portal.example.org.evil.example/out",
        "javascript:alert(1)",
        "https://portal.example.org/out#fragment",
    ],
)
def test_a_page_of_somebody_else_is_not_registered(relying_party: RelyingParty, page: str) -> None:
    client: Client = replace(relying_party.client, frontchannel_logout_uri=page)
    assert "frontchannel_logout_uri" in {each.member for each in check_uris(client)}
    assert not list(check_uris(replace(client, frontchannel_logout_uri=PAGE)))
