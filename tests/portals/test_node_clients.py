"""Relying-party libraries from npm, unmodified, against the house served on loopback."""

import json
import re
import threading
import time
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import pytest
from joserfc.jwk import ECKey, KeySet
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Client, MatchPolicy, Profile
from idp.clients.b2c_policy import B2CPolicy, PolicyJourney
from idp.clients.checks import CIBA, DEVICE_CODE
from idp.clients.invitations import invite
from idp.settings import RegistrationSettings, Settings
from tests.accounts.letters import messages_in_outbox
from tests.accounts.test_details import TOLD, keep
from tests.databases import on_one_database
from tests.portals.live import GOODBYE, PORTAL, Live, live_at
from tests.ports import free_port

pytestmark = on_one_database
_NAME = "Marie-Ève Tremblay"
_TENANT, _SIGN_IN = "board.onmicrosoft.com", "B2C_1_SignIn"
_RESET, _EDIT = "B2C_1_Reset", "B2C_1_Edit"


def test_openid_client_signs_in_renews_introspects_revokes_and_signs_out(live: Live) -> None:
    result = live.run("openid_client_code")
    assert result["userinfo"]["email"] == "marie.tremblay@exemple.quebec"
    assert result["renewed"]["auth_time"] == result["claims"]["auth_time"]
    assert result["active"]["active"] is True
    assert result["revoked"] == {"active": False}
    assert result["signedOut"] == f"{GOODBYE}?state=bye"


@pytest.mark.parametrize("pushed", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_openid_client_pushes_and_signs_its_request(
    live: Live, *, pushed: bool, signed: bool
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "portal-1"})
    client = replace(
        PORTAL,
        token_endpoint_auth_method=AuthenticationMethod.PRIVATE_KEY_JWT,
        jwks=json.dumps(KeySet([key]).as_dict(private=False)),
    )
    result = live.run(
        "openid_client_request",
        client,
        private_jwk=key.as_dict(private=True),
        pushed=pushed,
        signed=signed,
        signed_answer=True,
    )
    assert ("request_uri=" in result["asked"]) is pushed
    assert ("request=" in result["asked"]) is (signed and not pushed)
    assert "response=" in result["returned"]
    assert result["claims"]["iss"] == live.issuer


@pytest.mark.parametrize("algorithm", ["ES256", "Ed25519"])
@pytest.mark.parametrize("nonce_seconds", [0, 60])
def test_openid_client_binds_every_token_to_its_key(
    house_settings: Settings, algorithm: str, nonce_seconds: int
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "portal-1"})
    client = replace(
        PORTAL,
        profile=Profile.FAPI2,
        token_endpoint_auth_method=AuthenticationMethod.PRIVATE_KEY_JWT,
        jwks=json.dumps(KeySet([key]).as_dict(private=False)),
        id_token_signed_response_alg="PS256",
    )
    tokens = replace(house_settings.tokens, dpop_nonce_seconds=nonce_seconds)
    with contextmanager(live_at)(
        replace(house_settings, tokens=tokens), "http://127.0.0.1", None
    ) as live:
        jwk = key.as_dict(private=True)
        result = live.run("openid_client_dpop", client, private_jwk=jwk, algorithm=algorithm)
    assert result["type"] == "dpop"
    assert result["bound"] == result["thumbprint"]
    assert result["userinfo"]["email"] == "marie.tremblay@exemple.quebec"
    assert result["same"]
    assert result["bare"] is not None


def test_openid_client_registers_itself_and_reads_what_is_encrypted_to_it(
    house_settings: Settings,
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "portal-1"})
    settings = replace(house_settings, registration=RegistrationSettings(mode="invited"))
    with contextmanager(live_at)(settings, "http://127.0.0.1", None) as live:
        with live.provider.database.writing() as tx:
            now = live.provider.clock.seconds()
            invitation, _ = invite(tx, note="test", uses=1, now=now, expires_at=now + 60)
        result = live.run(
            "openid_client_registered",
            private_jwk=key.as_dict(private=True),
            invitation=invitation,
        )
    assert result["registered"]["client_name"] == "Portail des Érables"
    assert result["registered"]["registration_access_token"]
    assert result["parts"] == {"response": 5, "id_token": 5}
    assert result["claims"]["aud"] == result["registered"]["client_id"]
    assert result["userinfo"]["email"] == "marie.tremblay@exemple.quebec"


def test_openid_client_signs_in_on_a_device_and_by_a_message(live: Live) -> None:
    client = replace(PORTAL, grant_types=("authorization_code", "refresh_token", DEVICE_CODE, CIBA))
    reader = threading.Thread(target=_answer_the_message, args=(live,), daemon=True)
    reader.start()
    result = live.run("openid_client_device", client, address=live.visitor.address)
    for name in ("device", "renewed", "answered"):
        assert result[name]["iss"] == live.issuer
        assert result[name]["amr"] == ["pwd"]
    reader.join(timeout=10)


def _answer_the_message(live: Live) -> None:
    for _ in range(300):
        for letter in messages_in_outbox(live.provider, "approval"):
            live.visitor.visit(re.findall(r"http\S+", letter)[0])
            return
        time.sleep(0.1)


def test_msal_node_signs_in_and_renews(tls: Live) -> None:
    client = replace(PORTAL, token_endpoint_auth_method=AuthenticationMethod.POST)
    result = tls.run("msal_node", client)
    assert result["claims"]["iss"] == tls.issuer
    assert result["claims"]["nonce"] == "n"
    assert result["renewed"]["sub"] == result["claims"]["sub"]
    assert "email" not in result["claims"]


def test_msal_node_knows_the_person_by_the_id_token_alone(tls: Live) -> None:
    client = replace(
        PORTAL,
        token_endpoint_auth_method=AuthenticationMethod.POST,
        scope_claims_in_id_token=True,
    )
    keep(tls.provider, tls.account.id, TOLD)
    result = tls.run("msal_node", client)
    for claims in (result["claims"], result["renewed"]):
        assert (claims["email"], claims["name"]) == (tls.visitor.address, _NAME)
    assert result["name"] == _NAME


def test_passport_azure_ad_signs_in_by_the_hybrid_flow_and_form_post(tls: Live) -> None:
    result = tls.run("passport_azure_ad", _hybrid())
    assert result["error"] is None
    assert result["user"]["claims"]["gpi_email_verified"] is False


def test_passport_azure_ad_stays_as_it_was_written_for_b2c(tls: Live) -> None:
    client = replace(_hybrid(), aliases=("board.onmicrosoft.com/B2C_1_SignIn",))
    result = tls.run(
        "passport_azure_ad", client, tenant="/board.onmicrosoft.com/v2.0", policy="B2C_1_signin"
    )
    assert result["error"] is None
    assert result["user"]["claims"]["tfp"] == "B2C_1_SignIn"


def test_passport_azure_ad_knows_the_person_by_the_id_token_alone(tls: Live) -> None:
    client = replace(
        _hybrid(),
        scopes=("openid", "email", "profile", "gpi"),
        implied_scopes=("email", "profile", "gpi"),
        scope_claims_in_id_token=True,
    )
    keep(tls.provider, tls.account.id, TOLD)
    result = tls.run("passport_azure_ad", client, scope=[])
    assert result["error"] is None
    assert result["user"]["name"] == _NAME
    assert result["user"]["claims"]["email"] == tls.visitor.address
    assert result["user"]["claims"]["gpi_email_verified"] is False


def test_msal_node_stays_as_it_was_written_for_b2c(tls: Live) -> None:
    client = replace(
        PORTAL,
        token_endpoint_auth_method=AuthenticationMethod.POST,
        aliases=(f"{_TENANT}/{_SIGN_IN}",),
        scope_claims_in_id_token=True,
    )
    result = tls.run("msal_node", client, authority=f"{tls.issuer}/{_TENANT}/{_SIGN_IN}")
    subject = result["claims"]["sub"]
    assert result["key"] == f"{subject}-{_SIGN_IN.lower()}.{uuid5(NAMESPACE_DNS, _TENANT)}"
    assert result["claims"]["emails"] == [tls.visitor.address]
    assert result["renewed"]["tfp"] == _SIGN_IN


def test_passport_azure_ad_hears_of_a_forgotten_password(tls: Live) -> None:
    tls.visitor.forgets = True
    result = _by_policy(tls, _SIGN_IN)
    assert result["info"] == "access_denied"
    # What such a portal looks for, in the form: the library itself gives it the code alone.
    assert result["told"].startswith("AADB2C90118: ")


def test_passport_azure_ad_resets_a_password_by_its_policy(tls: Live) -> None:
    result = _by_policy(tls, _RESET)
    assert result["error"] is None
    assert result["user"]["claims"]["tfp"] == _RESET


def test_passport_azure_ad_edits_a_profile_by_its_policy(tls: Live) -> None:
    result = _by_policy(tls, _EDIT)
    assert result["error"] is None
    # passport-azure-ad compares `acr` with the policy in small letters.
    assert result["user"]["claims"]["acr"] == _EDIT.lower()
    assert "tfp" not in result["user"]["claims"]


@pytest.mark.parametrize("response_type", [None, "code"])
def test_express_openid_connect_signs_in_renews_and_signs_out(
    tls: Live, response_type: str | None
) -> None:
    home = f"http://127.0.0.1:{free_port()}"
    plain = replace(PORTAL, redirect_uris=(f"{home}/callback",), post_logout_redirect_uris=(home,))
    by_form = replace(
        plain,
        profile=Profile.LEGACY,
        response_types=("id_token",),
        grant_types=("implicit",),
    )
    keep(tls.provider, tls.account.id, TOLD)
    client = plain if response_type else by_form
    result = tls.run("express_openid_connect", client, response_type=response_type)
    assert result["renewed"] is bool(response_type)
    # An ID token that comes alone says what its scopes release; beside a code it leaves that out.
    assert result["user"].get("name") == (None if response_type else _NAME)
    assert result["left"] == {"signedIn": False}


@pytest.mark.parametrize("skip", [True, False])
def test_passport_openidconnect_knows_the_person_by_either_way(tls: Live, *, skip: bool) -> None:
    client = replace(
        PORTAL,
        profile=Profile.LEGACY,
        token_endpoint_auth_method=AuthenticationMethod.POST,
        redirect_uris=(f"http://127.0.0.1:{free_port()}/callback",),
        scope_claims_in_id_token=skip,
    )
    keep(tls.provider, tls.account.id, TOLD)
    profile = tls.run("passport_openidconnect", client, skip=skip)["profile"]
    assert profile["displayName"] == _NAME
    assert profile["emails"] == [{"value": tls.visitor.address}]


def _by_policy(live: Live, policy: str) -> dict[str, Any]:
    """Run a portal that has three policies, by `policy`."""
    client = replace(
        _hybrid(),
        aliases=tuple(f"{_TENANT}/{each}" for each in (_SIGN_IN, _RESET, _EDIT)),
        policies=(
            B2CPolicy(_SIGN_IN, reports_forgotten_password=True),
            B2CPolicy(_RESET, PolicyJourney.RESET_PASSWORD),
            B2CPolicy(_EDIT, PolicyJourney.EDIT_PROFILE, is_named_in_acr=True),
        ),
    )
    return live.run("passport_azure_ad", client, tenant=f"/{_TENANT}/v2.0", policy=policy)


def _hybrid() -> Client:
    return replace(
        PORTAL,
        profile=Profile.LEGACY,
        response_types=("code id_token",),
        redirect_uris=(f"http://127.0.0.1:{free_port()}/callback",),
        scopes=("openid", "email", "gpi"),
        match_policy=MatchPolicy.INFORM,
        token_endpoint_auth_method=AuthenticationMethod.POST,
    )
