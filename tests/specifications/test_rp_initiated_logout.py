"""The certification's modules on sign-out, each by its name (RP-Initiated Logout 1.0 §2, §3).

What must not lead back is shown twice: nobody is sent anywhere, and who proved nothing has not
signed anybody out.
"""

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.clients import Client, Profile
from idp.clients.registration import disable_client, put_client
from idp.ids import ClientId
from tests.conftest import Parent, TestClock, register
from tests.relying_party import RelyingParty, claims_of, fields, part_of, sign_in
from tests.specifications.test_forged_tokens import encoded
from tests.web_application import browser_of

BYE = "https://suite.example.org/test/a/parvis/post_logout_redirect"


@dataclass(frozen=True)
class Suite:
    """A client of the suite and the browser of a person who signed in with it."""

    party: RelyingParty
    browser: FlaskClient
    hint: str

    def signs_out(self, **asked: str | None) -> TestResponse:
        """Ask for it as every module does, with what `asked` changes; None leaves one out."""
        whole = {
            "id_token_hint": self.hint,
            "post_logout_redirect_uri": BYE,
            "state": "the-state",
            **asked,
        }
        query = {name: value for name, value in whole.items() if value is not None}
        return self.browser.get("/logout", query_string=query)

    @property
    def is_signed_in(self) -> bool:
        """Whether the request that follows, with prompt=none, finds a session."""
        answer = fields(self.party.authorize(prompt="none"))
        assert answer.get("error") in {None, "login_required"}
        return "code" in answer


def stored(party: RelyingParty, client: Client) -> None:
    with party.provider.database.writing() as tx:
        put_client(tx, client, now=party.provider.clock.seconds())
    party.provider.directory.clients.forget()


@pytest.fixture
def suite(relying_party: RelyingParty) -> Suite:
    """A client as it is registered for the plan."""
    client = replace(relying_party.client, profile=Profile.LEGACY, post_logout_redirect_uris=(BYE,))
    stored(relying_party, client)
    party = replace(relying_party, client=client)
    hint = party.tokens(scope="openid")["id_token"]
    return Suite(party, browser_of(party.provider, party.session), hint)


def test_rp_initiated_logout(suite: Suite, clock: TestClock) -> None:
    clock.advance(minutes=20)  # longer than the ID token lives
    answer = suite.signs_out()
    assert answer.headers["Location"] == f"{BYE}?state=the-state"
    assert not suite.is_signed_in


def test_no_state(suite: Suite) -> None:
    assert suite.signs_out(state=None).headers["Location"] == BYE
    assert not suite.is_signed_in


def test_no_post_logout_redirect_uri(suite: Suite) -> None:
    answer = suite.signs_out(post_logout_redirect_uri=None)
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert not suite.is_signed_in


@pytest.mark.parametrize("state", [None, "the-state"], ids=["no-params", "only-state"])
def test_without_a_hint_a_page_asks(suite: Suite, state: str | None) -> None:
    answer = suite.signs_out(id_token_hint=None, post_logout_redirect_uri=None, state=state)
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert "/logout/confirm" in answer.get_data(as_text=True)
    assert suite.is_signed_in


@pytest.mark.parametrize(
    "uri",
    [f"{BYE}Xyz", f"{BYE}?foo=bar", "https://evil.test/"],
    ids=["bad", "query-added", "elsewhere"],
)
def test_an_unregistered_address_leads_nowhere(suite: Suite, uri: str) -> None:
    answer = suite.signs_out(post_logout_redirect_uri=uri)
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)
    assert suite.is_signed_in


def hints_of_others(suite: Suite) -> dict[str, str]:
    header, claims = part_of(suite.hint, 0), claims_of(suite.hint)
    stranger = RSAKey.generate_key(2048, {"kid": header["kid"]})
    content, signature = suite.hint.split(".")[1:]
    return {
        "bad-id-token-hint": jwt.encode(header, claims, stranger),
        "modified-id-token-hint": f"{encoded({'alg': 'none'})}.{content}.",
        "another subject": ".".join(
            (encoded(header), encoded({**claims, "sub": "somebody"}), signature)
        ),
    }


@pytest.mark.parametrize(
    "module", ["bad-id-token-hint", "modified-id-token-hint", "another subject"]
)
def test_a_forged_hint_leads_nowhere(suite: Suite, module: str) -> None:
    answer = suite.signs_out(id_token_hint=hints_of_others(suite)[module])
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)
    assert suite.is_signed_in


def test_a_hint_ends_the_session_that_it_names_and_asks_about_the_browsers_own(
    suite: Suite, parent: Parent
) -> None:
    elsewhere = replace(suite.party, session=sign_in(suite.party.provider, parent.account))
    answer = suite.signs_out(id_token_hint=elsewhere.tokens(scope="openid")["id_token"])
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert "/logout/confirm" in answer.text
    assert suite.is_signed_in
    assert fields(elsewhere.authorize(prompt="none"))["error"] == "login_required"


def test_a_hint_of_another_client_leads_to_no_address_of_this_one(suite: Suite) -> None:
    client = replace(suite.party.client, id=ClientId("another"), post_logout_redirect_uris=())
    other = replace(
        suite.party, client=client, secret=register(suite.party.provider, client).secret
    )
    answer = suite.signs_out(id_token_hint=other.tokens(scope="openid")["id_token"])
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)
    assert suite.is_signed_in


def test_no_id_token_hint(suite: Suite) -> None:
    page = suite.signs_out(id_token_hint=None)
    assert page.status_code == 200
    assert suite.is_signed_in
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    answer = suite.browser.post("/logout/confirm", data=dict(hidden))
    assert BYE not in answer.headers.get("Location", "")
    assert not suite.is_signed_in


def test_nobody_is_sent_to_a_client_that_was_disabled(suite: Suite) -> None:
    provider = suite.party.provider
    with provider.database.writing() as tx:
        now = provider.clock.seconds()
        disable_client(tx, suite.party.client.id, disabled=True, now=now)
    provider.directory.clients.forget()
    answer = suite.signs_out()
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)
