"""The answers at the addresses of Azure AD B2C: names of claims, times, MSAL's key, errors."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, MatchPolicy
from idp.clients.b2c_policy import B2CPolicy, PolicyJourney
from idp.clients.checks import check_client
from idp.clients.problem import ClientRefused
from idp.tokens.claims import CLAIMS
from idp.wiring import Provider
from tests.conftest import Parent, register
from tests.databases import on_one_database
from tests.relying_party import VERIFIER, RelyingParty, claims_of
from tests.specifications.test_form_post import read_form
from tests.web_application import browser_of

pytestmark = on_one_database
TENANT, GUID = "board.onmicrosoft.com", "0f5c2b1e-1111-4222-8333-444455556666"
POLICY, IN_ACR = "B2C_1_SignIn", "B2C_1A_SignUp_SignIn"


@pytest.fixture
def old(provider: Provider, legacy_party: RelyingParty) -> RelyingParty:
    """A portal that keeps the addresses of B2C, and reads its claims."""
    client = replace(
        legacy_party.client,
        aliases=(f"{TENANT}/{POLICY}", f"{GUID}/{POLICY}", f"{TENANT}/{IN_ACR}"),
        policies=(B2CPolicy(IN_ACR, is_named_in_acr=True),),
        policy_claims=("extension_Courriel=email", "extension_Nothing=phone_number"),
        scope_claims_in_id_token=True,
        match_policy=MatchPolicy.INFORM,
        token_endpoint_auth_method=AuthenticationMethod.POST,
    )
    return replace(legacy_party, client=client, secret=register(provider, client).secret)


def authorize(provider: Provider, old: RelyingParty, policy: str, **changes: str) -> dict[str, str]:
    """Return what the portal is posted, signed in."""
    asked = {**old.asks, "response_type": "code id_token", "response_mode": "form_post", **changes}
    page = browser_of(provider, old.session).get(
        f"/{TENANT}/{policy}/oauth2/v2.0/authorize", query_string=asked
    )
    return dict(read_form(page.get_data(as_text=True)).fields)


def redeem(provider: Provider, old: RelyingParty, code: str, **more: str) -> Mapping[str, Any]:
    """Return what the token endpoint of the policy answers."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": old.client.redirect_uris[0],
        "client_id": old.client.id,
        "client_secret": old.secret,
        "code_verifier": VERIFIER,
        **more,
    }
    answer = browser_of(provider).post(f"/{TENANT}/{POLICY}/oauth2/v2.0/token", data=form)
    said: Mapping[str, Any] = answer.get_json()
    return said


def opened(client_info: str) -> dict[str, str]:
    text = urlsafe_b64decode(client_info + "=" * (-len(client_info) % 4))
    content: dict[str, str] = json.loads(text)
    return content


def test_id_tokens_have_the_names_that_b2c_gave_to_claims(
    provider: Provider, old: RelyingParty, parent: Parent
) -> None:
    answer = authorize(provider, old, POLICY)
    tokens = redeem(provider, old, answer["code"])
    for token in (answer["id_token"], tokens["id_token"]):
        claims = claims_of(token)
        assert claims["ver"] == "1.0"
        assert claims["oid"] == claims["sub"]
        assert claims["nbf"] == claims["iat"]
        assert claims["emails"] == [parent.address]
        assert claims["extension_Courriel"] == parent.address
        assert claims["aud"] == old.client.id
        assert not {"extension_Nothing", "tid", "uid", "utid", "azp"} & claims.keys()


def test_no_id_token_of_another_address_has_them(old: RelyingParty) -> None:
    claims = claims_of(old.tokens()["id_token"])
    assert not {"ver", "oid", "nbf", "emails", "extension_Courriel", "tfp"} & claims.keys()


def test_a_policy_is_named_in_acr_where_the_portal_compares_that(
    provider: Provider, old: RelyingParty
) -> None:
    claims = claims_of(authorize(provider, old, IN_ACR)["id_token"])
    assert claims["acr"] == "b2c_1a_signup_signin"
    assert "tfp" not in claims
    claims = claims_of(authorize(provider, old, POLICY)["id_token"])
    assert claims["tfp"] == POLICY
    assert claims["acr"] == "urn:parvis:acr:password"


def test_msal_gets_its_key_when_it_asks_for_it(provider: Provider, old: RelyingParty) -> None:
    answer = authorize(provider, old, POLICY, client_info="1")
    tokens = redeem(provider, old, answer["code"], client_info="1")
    subject = claims_of(answer["id_token"])["sub"]
    expected = {"uid": f"{subject}-b2c_1_signin", "utid": GUID}
    assert opened(answer["client_info"]) == opened(tokens["client_info"]) == expected
    unasked = authorize(provider, old, POLICY)
    assert "client_info" not in unasked
    assert "client_info" not in redeem(provider, old, unasked["code"])


def test_msal_gets_its_key_beside_a_code_alone(provider: Provider, old: RelyingParty) -> None:
    answer = authorize(provider, old, POLICY, client_info="1", response_type="code")
    tokens = redeem(provider, old, answer["code"], client_info="1")
    subject = claims_of(tokens["id_token"])["sub"]
    assert opened(answer["client_info"])["uid"] == f"{subject}-b2c_1_signin"


def test_whoever_was_imported_is_known_by_the_object_id_of_before(
    provider: Provider, old: RelyingParty, parent: Parent
) -> None:
    client = replace(old.client, subject_source="b2c")
    old = replace(old, client=client, secret=register(provider, client).secret)
    with provider.database.writing() as tx:
        assert provider.tokens.former_subjects.take(tx, parent.account.id, "b2c", GUID)
    answer = authorize(provider, old, POLICY, client_info="1")
    tokens = redeem(provider, old, answer["code"], client_info="1")
    for token in (answer["id_token"], tokens["id_token"]):
        assert (claims_of(token)["sub"], claims_of(token)["oid"]) == (GUID, GUID)
    assert opened(tokens["client_info"])["uid"] == f"{GUID}-b2c_1_signin"


def test_msals_key_holds_no_full_stop_where_the_tenant_has_a_name_alone(
    provider: Provider, old: RelyingParty
) -> None:
    register(provider, replace(old.client, aliases=(f"{TENANT}/{POLICY}",)))
    first, second = (
        opened(authorize(provider, old, POLICY, client_info="1")["client_info"]) for _ in range(2)
    )
    assert first == second
    assert str(UUID(first["utid"])) == first["utid"]


def test_the_token_endpoint_says_when_tokens_begin_and_end_as_b2c_does(
    provider: Provider, old: RelyingParty
) -> None:
    tokens = redeem(provider, old, authorize(provider, old, POLICY)["code"])
    claims = claims_of(tokens["id_token"])
    assert tokens["not_before"] == claims["nbf"]
    assert tokens["expires_on"] == tokens["not_before"] + tokens["expires_in"]
    assert tokens["id_token_expires_in"] == claims["exp"] - claims["iat"]
    assert tokens["access_token"]


def test_the_lifetime_of_id_tokens_is_the_portals(provider: Provider, old: RelyingParty) -> None:
    register(provider, replace(old.client, id_token_seconds=300))
    claims = claims_of(authorize(provider, old, POLICY)["id_token"])
    assert claims["exp"] - claims["iat"] == 300


def test_a_password_is_not_a_grant(provider: Provider, old: RelyingParty) -> None:
    said = redeem(provider, old, "", grant_type="password", username="a@b.ca", password="secret")
    assert said["error"] == "unsupported_grant_type"
    assert "own pages" in said["error_description"]


def test_a_scope_of_b2cs_own_is_left_out(provider: Provider, old: RelyingParty) -> None:
    scope = f"openid {old.client.id} https://board.onmicrosoft.com/api/read email"
    tokens = redeem(provider, old, authorize(provider, old, POLICY, scope=scope)["code"])
    assert tokens["scope"] == "openid email"


def test_a_policy_needs_an_alias_and_a_claim_a_name(old: RelyingParty) -> None:
    other = B2CPolicy("B2C_1_Other", PolicyJourney.EDIT_PROFILE)
    for member, client in (
        ("policies", replace(old.client, policies=(other,))),
        ("policy_claims", replace(old.client, policy_claims=("extension_School",))),
    ):
        with pytest.raises(ClientRefused) as refused:
            check_client(client, 3600)
        assert refused.value.problem.member == member


@pytest.mark.parametrize("ours", [*CLAIMS, "oid", "emails", "tfp", "nonce", "at_hash", "gpi_new"])
def test_what_a_person_typed_has_the_name_of_no_claim_that_portals_trust_us_for(
    old: RelyingParty, ours: str
) -> None:
    client = replace(old.client, policy_claims=(f"{ours}=given_name",))
    with pytest.raises(ClientRefused) as refused:
        check_client(client, 3600)
    assert refused.value.problem.member == "policy_claims"
