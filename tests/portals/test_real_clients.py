"""Client libraries from PyPI, as they are, against the house served on loopback."""

# These libraries are untyped, and are used as their documentation says.
# mypy: disable-error-code="no-untyped-call,import-untyped"

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from idpyoidc.client.rp_handler import RPHandler
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.jwt import JWTClaimsRegistry
from msgspec.structs import replace
from requests_oauthlib import OAuth2Session as RequestsSession

from idp.clients import AuthenticationMethod, Branding, Client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.settings import ServerSettings, Settings
from idp.wiring import Provider, build
from tests.conftest import Portal, make_parent, register
from tests.databases import on_one_database
from tests.relying_party import sign_in
from tests.web_application import served

CALLBACK = "https://portal.example.org/cb"
SERVICES = {
    name: {"class": f"idpyoidc.client.oidc.{place}"}
    for name, place in (
        ("provider_info", "provider_info_discovery.ProviderInfoDiscovery"),
        ("authorization", "authorization.Authorization"),
        ("accesstoken", "access_token.AccessToken"),
        ("userinfo", "userinfo.UserInfo"),
    )
}
SCOPE = "openid email offline_access"


@pytest.fixture
def live(house_settings: Settings) -> Iterator[tuple[Provider, str, dict[str, str]]]:
    """A house by the real clock, its URL, and the cookies of a parent signed in there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = ServerSettings(issuer=f"http://127.0.0.1:{port}")
    provider = build(replace(house_settings, server=server), SystemClock())
    parent = make_parent(provider, "marie.tremblay@exemple.quebec")
    cookies = {"parvis-session": sign_in(provider, parent.account)}
    with served(provider, port) as url:
        yield provider, url, cookies
    provider.database.close()


def portal(provider: Provider, method: AuthenticationMethod, **more: Any) -> Portal:  # noqa: ANN401
    client = Client(
        id=ClientId("portal"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=(CALLBACK,),
        grant_types=("authorization_code", "refresh_token", "client_credentials"),
        scopes=("openid", "email", "offline_access", "reports"),
        token_endpoint_auth_method=method,
        **more,
    )
    if method is AuthenticationMethod.NONE:
        client = replace(client, grant_types=("authorization_code", "refresh_token"))
    return register(provider, client)


def visit(uri: str, cookies: dict[str, str]) -> str:
    """Go where the portal sends the browser, and return where the browser is sent back."""
    response = requests.get(uri, cookies=cookies, allow_redirects=False, timeout=10)
    assert response.status_code == 303, response.text[:300]
    return response.headers["Location"]


def verified(url: str, token: str, algorithm: str = "RS256") -> dict[str, Any]:
    keys = KeySet.import_key_set(requests.get(f"{url}/.well-known/jwks.json", timeout=10).json())
    claims = jwt.decode(token, keys, algorithms=[algorithm]).claims
    JWTClaimsRegistry(
        iss={"essential": True, "value": url}, aud={"essential": True, "value": "portal"}
    ).validate(claims)
    return dict(claims)


@on_one_database
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_authlib_signs_in_renews_introspects_and_revokes(
    live: tuple[Provider, str, dict[str, str]], method: str
) -> None:
    provider, url, cookies = live
    registered = portal(provider, AuthenticationMethod(method))
    metadata = requests.get(f"{url}/.well-known/openid-configuration", timeout=10).json()
    session = AuthlibSession(
        "portal",
        None if method == "none" else registered.secret,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        introspection_endpoint_auth_method=method,
        redirect_uri=CALLBACK,
        scope=SCOPE,
        code_challenge_method="S256",
        token_endpoint=metadata["token_endpoint"],
    )
    uri, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier="v" * 64, nonce="a nonce"
    )
    returned = visit(uri, cookies)
    token = session.fetch_token(
        metadata["token_endpoint"],
        authorization_response=returned,
        code_verifier="v" * 64,
        state=state,
    )
    claims = verified(url, token["id_token"])
    assert claims["nonce"] == "a nonce"
    assert session.get(metadata["userinfo_endpoint"]).json()["sub"] == claims["sub"]
    renewed = session.refresh_token(metadata["token_endpoint"])
    assert renewed["refresh_token"] != token["refresh_token"]
    if method != "none":
        asked = session.introspect_token(
            metadata["introspection_endpoint"], renewed["access_token"]
        ).json()
        assert asked["sub"] == claims["sub"]
    session.revoke_token(metadata["revocation_endpoint"], renewed["refresh_token"])
    assert session.get(metadata["userinfo_endpoint"]).status_code == 401


@on_one_database
def test_authlib_signs_an_assertion(live: tuple[Provider, str, dict[str, str]]) -> None:
    provider, url, _ = live
    key = RSAKey.generate_key(2048, {"kid": "k1"})
    jwks = KeySet([key]).as_dict(private=False)
    portal(provider, AuthenticationMethod.PRIVATE_KEY_JWT, jwks=to_json(jwks))
    session = AuthlibSession(
        "portal", key.as_pem(private=True).decode(), token_endpoint_auth_method="private_key_jwt"
    )
    # Authlib's assertions live for an hour unless told otherwise; ours may live five minutes.
    claims = {"exp": provider.clock.seconds() + 60}
    proof = PrivateKeyJWT(url, claims=claims, alg="RS256", headers={"kid": "k1"})
    session.register_client_auth_method(proof)
    token = session.fetch_token(f"{url}/token", grant_type="client_credentials", scope="reports")
    assert token["scope"] == "reports"
    assert "refresh_token" not in token


def to_json(content: Any) -> str:  # noqa: ANN401
    return json.dumps(content)


@on_one_database
def test_requests_oauthlib_signs_in(
    live: tuple[Provider, str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    provider, url, cookies = live
    registered = portal(provider, AuthenticationMethod.BASIC)
    session = RequestsSession("portal", redirect_uri=CALLBACK, scope=SCOPE.split(), pkce="S256")
    uri, _ = session.authorization_url(f"{url}/authorize", nonce="n")
    token = session.fetch_token(
        f"{url}/token",
        authorization_response=visit(uri, cookies),
        client_secret=registered.secret,
        auth=None,
    )
    claims = verified(url, token["id_token"])
    userinfo = session.get(f"{url}/userinfo").json()
    assert userinfo == {
        "sub": claims["sub"],
        "email": "marie.tremblay@exemple.quebec",
        "email_verified": True,
    }


@on_one_database
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "PS256", "EdDSA"])
def test_idpyoidc_signs_in_and_checks_everything(
    live: tuple[Provider, str, dict[str, str]],
    algorithm: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # It writes keys of its own to wherever it is started.
    monkeypatch.chdir(tmp_path)
    provider, url, cookies = live
    registered = portal(
        provider, AuthenticationMethod.BASIC, id_token_signed_response_alg=algorithm
    )
    handler = RPHandler(
        base_url="https://portal.example.org",
        client_configs={
            "parvis": {
                "client_type": "oidc",
                "client_id": "portal",
                "client_secret": registered.secret,
                "issuer": url,
                "redirect_uris": [CALLBACK],
                "response_types_supported": ["code"],
                "scopes_supported": ["openid", "email"],
                "token_endpoint_auth_method": "client_secret_basic",
                "id_token_signed_response_alg": algorithm,
                "allow": {"missing_kid": False},
                "add_ons": {
                    "pkce": {
                        "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                        "kwargs": {
                            "code_challenge_length": 64,
                            "code_challenge_method": "S256",
                        },
                    }
                },
                "services": SERVICES,
            }
        },
    )
    uri = handler.begin("parvis")
    answer = dict(parse_qsl(urlsplit(visit(uri, cookies)).query))
    result = handler.finalize(url, answer)
    assert result["id_token"]["iss"] == url
    assert result["userinfo"]["sub"] == result["id_token"]["sub"]
