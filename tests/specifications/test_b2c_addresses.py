"""The addresses of Azure AD B2C: metadata of each policy, keys, token, logout."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, MatchPolicy
from idp.wiring import Provider, build
from tests.conftest import register
from tests.databases import on_one_database
from tests.relying_party import VERIFIER, RelyingParty, claims_of, fields
from tests.specifications.test_form_post import read_form
from tests.web_application import browser_of

TENANT, POLICY = "board.onmicrosoft.com", "b2c_1_signin"
METADATA = "v2.0/.well-known/openid-configuration"
KNOWN = (
    (f"/{TENANT}/{POLICY}/{METADATA}", f"/{TENANT}/{POLICY}/{{}}"),
    (f"/tfp/{TENANT}/{POLICY}/{METADATA}", f"/tfp/{TENANT}/{POLICY}/{{}}"),
    (f"/{TENANT}/{METADATA}?x=1&p=B2C_1_SIGNIN", f"/{TENANT}/{{}}?p={POLICY}"),
    (f"/BOARD.onmicrosoft.com/B2C_1_SignIn/{METADATA}", f"/{TENANT}/{POLICY}/{{}}"),
)


@pytest.fixture
def old(provider: Provider, legacy_party: RelyingParty) -> RelyingParty:
    """A portal that keeps the addresses of B2C."""
    client = replace(
        legacy_party.client,
        aliases=(f"{TENANT}/B2C_1_SignIn",),
        match_policy=MatchPolicy.INFORM,
        token_endpoint_auth_method=AuthenticationMethod.POST,
        post_logout_redirect_uris=("https://old.example.org/bye",),
    )
    return replace(legacy_party, client=client, secret=register(provider, client).secret)


@on_one_database
@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(("asked", "spelled"), KNOWN)
def test_metadata_spells_its_endpoints_as_it_was_asked(
    provider: Provider, asked: str, spelled: str
) -> None:
    answer = browser_of(provider).get(asked)
    said = answer.get_json()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert said["issuer"] == provider.issuer
    endpoints = {
        "authorization_endpoint": "oauth2/v2.0/authorize",
        "token_endpoint": "oauth2/v2.0/token",
        "end_session_endpoint": "oauth2/v2.0/logout",
        "jwks_uri": "discovery/v2.0/keys",
    }
    for name, rest in endpoints.items():
        assert said[name] == provider.issuer + spelled.format(rest)
    keys = browser_of(provider).get(said["jwks_uri"].removeprefix(provider.issuer)).get_json()
    assert keys == browser_of(provider).get("/.well-known/jwks.json").get_json()


@on_one_database
@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(
    "path",
    [
        f"/{TENANT}/b2c_1_other/{METADATA}",
        f"/other.onmicrosoft.com/{POLICY}/{METADATA}",
        f"/{TENANT}/{METADATA}",
        f"/{TENANT}/{POLICY}/{METADATA}?p=b2c_1_other",
        f"/{TENANT}/b2c_1_other/discovery/v2.0/keys",
    ],
)
def test_a_policy_that_nobody_registered_has_no_metadata(provider: Provider, path: str) -> None:
    assert browser_of(provider).get(path).status_code == 404


def test_the_id_tokens_of_both_answers_name_the_policy_as_registered(
    provider: Provider, old: RelyingParty
) -> None:
    asked = {**old.asks, "response_type": "code id_token", "response_mode": "form_post"}
    page = browser_of(provider, old.session).get(
        f"/{TENANT}/{POLICY}/oauth2/v2.0/authorize", query_string=asked
    )
    assert any("state" in cookie for cookie in page.headers.getlist("Set-Cookie"))
    answer = dict(read_form(page.get_data(as_text=True)).fields)
    assert claims_of(answer["id_token"])["tfp"] == "B2C_1_SignIn"
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": asked["redirect_uri"],
        "client_id": old.client.id,
        "client_secret": old.secret,
        "code_verifier": VERIFIER,
        "p": POLICY,
    }
    browser = browser_of(provider)
    assert browser.post(f"/{TENANT}/b2c_1_other/oauth2/v2.0/token", data=form).status_code == 400
    redeemed = browser.post(f"/{TENANT}/oauth2/v2.0/token", data=form).get_json()
    assert claims_of(redeemed["id_token"])["tfp"] == "B2C_1_SignIn"
    renewal = {**form, "grant_type": "refresh_token", "refresh_token": redeemed["refresh_token"]}
    renewed = browser.post(f"/{TENANT}/{POLICY}/oauth2/v2.0/token", data=renewal).get_json()
    renewed_claims = claims_of(renewed["id_token"])
    assert renewed_claims["tfp"] == "B2C_1_SignIn"
    # Portals keyed by `objectId` read it here.
    assert renewed_claims["oid"] == renewed_claims["sub"]


def test_no_other_token_names_a_policy(old: RelyingParty) -> None:
    claims = claims_of(old.tokens()["id_token"])
    assert claims.keys().isdisjoint({"tfp", "oid"})


@on_one_database
@pytest.mark.usefixtures("old")
def test_a_client_is_not_known_by_the_policy_of_another(
    provider: Provider, relying_party: RelyingParty
) -> None:
    page = browser_of(provider, relying_party.session).get(
        f"/{TENANT}/{POLICY}/oauth2/v2.0/authorize", query_string=relying_party.asks
    )
    assert page.status_code == 400
    assert "PRV-POLICY-UNKNOWN" in page.get_data(as_text=True)


@on_one_database
@pytest.mark.usefixtures("old")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_logout_goes_on_to_our_own_address(provider: Provider, method: str) -> None:
    asked = {"post_logout_redirect_uri": "https://old.example.org/bye", "p": POLICY}
    answer = browser_of(provider).open(
        f"/{TENANT}/oauth2/v2.0/logout", method=method, query_string=asked
    )
    assert answer.status_code == 307
    where = urlsplit(answer.headers["Location"])
    assert (where.netloc, where.path) == ("", "/logout")
    assert dict(parse_qsl(where.query)) == {
        "post_logout_redirect_uri": asked["post_logout_redirect_uri"]
    }
    assert browser_of(provider).get(answer.headers["Location"]).status_code in {200, 303}


@on_one_database
def test_a_bare_logout_that_another_site_posts_is_asked_by_a_get(
    provider: Provider, old: RelyingParty
) -> None:
    bare = browser_of(provider).post(
        f"/{TENANT}/{POLICY}/oauth2/v2.0/logout", follow_redirects=True
    )
    assert (bare.request.method, bare.request.path) == ("GET", "/logout")
    assert bare.headers.getlist("Set-Cookie") == []
    assert fields(old.authorize(prompt="none")).keys() >= {"code"}
    assert browser_of(provider).get(f"/{TENANT}/x/oauth2/v2.0/logout").status_code == 400


def test_a_name_of_b2c_that_leads_here_sends_browsers_on_and_answers_programs(
    provider: Provider, old: RelyingParty
) -> None:
    server = replace(provider.settings.server, hosts=(".b2clogin.com",))
    house = build(replace(provider.settings, server=server), provider.clock)
    browser, there = browser_of(house), "https://board.b2clogin.com"
    path = f"/{TENANT}/{POLICY}/oauth2/v2.0/authorize"
    for method, rest in (("GET", "authorize"), ("POST", "authorize"), ("GET", "logout")):
        path = f"/{TENANT}/{POLICY}/oauth2/v2.0/{rest}?state=a%3db"
        sent = browser.open(path, method=method, base_url=there)
        assert (sent.status_code, sent.headers["Location"]) == (307, f"{house.issuer}{path}")
    for strange in ("a%0D%0ASet-Cookie:%20b", "a%3Fb", "%5C%5Cexample.org", "%EF%BF%BD"):
        path = f"/{strange}/{POLICY}/oauth2/v2.0/authorize"
        assert browser.get(path, base_url=there).headers["Location"] == f"{house.issuer}{path}"
    said = browser.get(f"/{TENANT}/{POLICY}/{METADATA}", base_url=there).get_json()
    assert said["token_endpoint"].startswith(house.issuer)
    form = {"grant_type": "authorization_code", "client_id": old.client.id, "client_secret": "x"}
    token = browser.post(f"/{TENANT}/{POLICY}/oauth2/v2.0/token", data=form, base_url=there)
    assert token.get_json()["error"] == "invalid_client"
    assert browser.get(path, base_url="https://b2clogin.com.example.org").status_code == 400
    house.database.close()
