"""A URL that a portal written for Azure AD B2C sends, as it stands, host swapped."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from idp._authlib import half_hash
from idp.clients import Branding, Client, MatchPolicy, Profile
from idp.ids import ClientId
from idp.wiring import Provider
from tests.conftest import Parent, register
from tests.relying_party import claims_of, part_of, sign_in
from tests.specifications.test_form_post import read_form
from tests.web_application import browser_of

PATH = "/mozaikb2c.onmicrosoft.com/oauth2/v2.0/authorize"
NONCE = (
    "636468722804229996.MWYwMTNhOGItYmIzMy00Zjk2LTg1ODgtMTZiYzg3ZGM2Zjk5MTUxZDg4MWMtYjJhNy00M2Jj"
    "LWE2MjUtZTEyYTQ1NWY0ZmYz"
)
STATE = (
    "OpenIdConnect.AuthenticationProperties=msQBkzzMd30P2N4CBzaeba9F0g1CaOxN8o8-XXlWc_tPaQmQRJdvY7v0"
    "PQYHyMEZqapgevsXnN8rw7FH0DKeczcx6CgDObEKi96KGdrZ04vS-5NtRJgP_cUp0jsyK-eap-4DNE9Pgxe9kyKyh_W1"
    "-br5Ws7FBobpCfbWvF6CVcZbHCTXOKu8m7-W-BTMHadvcEVMo8ShoJqcd9raawQ2ARGv0qyFBbmSfAHd9SWZ2Ho"
)
# As written: `%3d` in small letters, `+` for a space, the redirect URI not encoded at all.
QUERY = (
    "p=b2c_1_signinorupfr&client_id=057355ff-e919-4623-8eee-bcf73174d7fe&response_mode=form_post"
    f"&response_type=code+id_token&scope=openid&state={STATE.replace('=', '%3d')}&nonce={NONCE}"
    "&ui_locales=fr&redirect_uri=https://acces.mozaikportail.ca/"
    "&x-client-SKU=ID_NET&x-client-ver=1.0.40306.1554"
)
CLIENT = Client(
    id=ClientId("057355ff-e919-4623-8eee-bcf73174d7fe"),
    branding=Branding(name_fr="Mozaïk-Portail Parents", name_en="Mozaïk Portal for Parents"),
    redirect_uris=("https://acces.mozaikportail.ca/",),
    profile=Profile.LEGACY,
    response_types=("code", "code id_token"),
    scopes=("openid", "email"),
    implied_scopes=("email",),
    start_uri="https://acces.mozaikportail.ca/",
    nonce_seconds=900,
    match_policy=MatchPolicy.INFORM,
    aliases=("mozaikb2c.onmicrosoft.com/B2C_1_SignInOrUpFr",),
)


@pytest.fixture
def signed_in(provider: Provider, parent: Parent) -> str:
    """The session of a parent, at a house that knows the portal."""
    register(provider, CLIENT)
    return sign_in(provider, parent.account)


def test_the_url_is_answered_by_a_form(provider: Provider, signed_in: str) -> None:
    response = browser_of(provider, signed_in).get(f"{PATH}?{QUERY}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    form = read_form(response.get_data(as_text=True))
    answer = dict(form.fields)
    assert form.action == "https://acces.mozaikportail.ca/"
    assert set(answer) == {"code", "id_token", "state", "iss", "session_state"}
    assert answer["state"] == STATE
    claims = claims_of(answer["id_token"])
    assert claims["nonce"] == NONCE
    assert claims["aud"] == CLIENT.id
    assert claims["c_hash"] == half_hash(answer["code"], "RS256")
    assert "at_hash" not in claims
    header = part_of(answer["id_token"], 0)
    assert header["alg"] == "RS256"
    assert provider.keys.verifying(header["kid"])


@pytest.mark.parametrize(
    "path",
    [
        "/MOZAIKB2C.onmicrosoft.com/oauth2/v2.0/authorize?p=B2C_1_SIGNINORUPFR&",
        "/mozaikb2c.onmicrosoft.com/b2c_1_signinorupfr/oauth2/v2.0/authorize?",
        "/tfp/mozaikb2c.onmicrosoft.com/b2c_1_signinorupfr/oauth2/v2.0/authorize?",
        "/mozaikb2c.onmicrosoft.com/b2c_1_signinorupfr/oauth2/v2.0/authorize?p=B2C_1_signInOrUpFr&",
    ],
)
def test_every_spelling_of_the_policy_is_the_same(
    provider: Provider, signed_in: str, path: str
) -> None:
    rest = QUERY.partition("&")[2]
    page = browser_of(provider, signed_in).get(path + rest).get_data(as_text=True)
    assert dict(read_form(page).fields)["state"] == STATE


@pytest.mark.parametrize(
    "path",
    [
        f"{PATH}?",
        f"{PATH}?p=b2c_1_other&",
        f"{PATH}?p=b2c_1_signinorupfr&p=b2c_1_other&",
        "/another.onmicrosoft.com/oauth2/v2.0/authorize?p=b2c_1_signinorupfr&",
        f"{PATH}?p=%FF&",
    ],
)
def test_an_unknown_policy_is_a_page(provider: Provider, signed_in: str, path: str) -> None:
    response = browser_of(provider, signed_in).get(path + QUERY.partition("&")[2])
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert "PRV-POLICY-UNKNOWN" in response.get_data(as_text=True)


def test_a_parent_who_is_not_signed_in_gets_a_page(provider: Provider, signed_in: str) -> None:
    assert signed_in
    response = browser_of(provider).get(f"{PATH}?{QUERY}")
    assert response.status_code == 303
    where = urlsplit(response.headers["Location"])
    assert where.path == "/connexion"
    assert dict(parse_qsl(where.query)).keys() == {"journey"}


def test_an_error_comes_by_form_with_its_state(provider: Provider, signed_in: str) -> None:
    register(provider, replace(CLIENT, response_types=("code",)))
    page = browser_of(provider, signed_in).get(f"{PATH}?{QUERY}").get_data(as_text=True)
    answer = dict(read_form(page).fields)
    assert answer["error"] == "unauthorized_client"
    assert answer["state"] == STATE
