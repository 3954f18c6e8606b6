"""Relying-party libraries from npm, unmodified, against the house served on loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from joserfc.jwk import ECKey, KeySet

from idp.clients import AuthenticationMethod, Branding, Client, MatchPolicy, Profile
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.parts import Parts, build
from idp.settings import ServerSettings, Settings
from tests.conftest import make_parent, register
from tests.databases import on_one_database
from tests.portals.node_program import run
from tests.portals.visitor import Visitor
from tests.ports import free_port
from tests.tls import Certificate, make_certificate
from tests.web import served

CALLBACK = "https://portal.example.org/cb"
GOODBYE = "https://portal.example.org/bye"
PORTAL = Client(
    id=ClientId("portal"),
    branding=Branding(name_fr="Portail", name_en="Portal"),
    redirect_uris=(CALLBACK,),
    post_logout_redirect_uris=(GOODBYE,),
    grant_types=("authorization_code", "refresh_token"),
    scopes=("openid", "email", "profile", "offline_access"),
)

pytestmark = on_one_database


@dataclass(frozen=True)
class Live:
    """A house by the real clock, and a parent who has not signed in."""

    house: Parts
    issuer: str
    visitor: Visitor

    def run(self, program: str, client: Client = PORTAL, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """Register `client` and run it."""
        return run(
            program,
            self.visitor,
            issuer=self.issuer,
            client_id=client.id,
            secret=register(self.house, client).secret,
            redirect_uri=client.redirect_uris[0],
            post_logout_redirect_uri=GOODBYE,
            **more,
        )


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def live(house_settings: Settings) -> Iterator[Live]:
    yield from _live(house_settings, "http://127.0.0.1", None)


@pytest.fixture
def tls(house_settings: Settings, certificate: Certificate) -> Iterator[Live]:
    """For libraries that know no issuer without TLS."""
    yield from _live(house_settings, "https://localhost", certificate)


def _live(settings: Settings, origin: str, certificate: Certificate | None) -> Iterator[Live]:
    port = free_port()
    server = ServerSettings(issuer=f"{origin}:{port}")
    house = build(replace(settings, server=server), SystemClock())
    parent = make_parent(house, "marie.tremblay@exemple.quebec")
    trusted = str(certificate.path) if certificate else None
    with served(house, port, certificate) as url:
        yield Live(house, url, Visitor(url, parent.address, parent.password, trusted))
    house.database.close()


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
    with contextmanager(_live)(
        replace(house_settings, tokens=tokens), "http://127.0.0.1", None
    ) as live:
        jwk = key.as_dict(private=True)
        result = live.run("openid_client_dpop", client, private_jwk=jwk, algorithm=algorithm)
    assert result["type"] == "dpop"
    assert result["bound"] == result["thumbprint"]
    assert result["userinfo"]["email"] == "marie.tremblay@exemple.quebec"
    assert result["same"]
    assert result["bare"] is not None


def test_msal_node_signs_in_and_renews(tls: Live) -> None:
    client = replace(PORTAL, token_endpoint_auth_method=AuthenticationMethod.POST)
    result = tls.run("msal_node", client)
    assert result["claims"]["iss"] == tls.issuer
    assert result["claims"]["nonce"] == "n"
    assert result["renewed"]["sub"] == result["claims"]["sub"]


def test_passport_azure_ad_signs_in_by_the_hybrid_flow_and_form_post(tls: Live) -> None:
    client = replace(
        PORTAL,
        profile=Profile.LEGACY,
        response_types=("code id_token",),
        redirect_uris=(f"http://127.0.0.1:{free_port()}/callback",),
        scopes=("openid", "email", "gpi"),
        match_policy=MatchPolicy.INFORM,
        token_endpoint_auth_method=AuthenticationMethod.POST,
    )
    result = tls.run("passport_azure_ad", client)
    assert result["error"] is None
    assert result["user"]["claims"]["gpi_email_verified"] is False
