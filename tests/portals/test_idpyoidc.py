"""A relying party by PyPI's idpyoidc, from the first request to the logout token."""

# The library is untyped, and is used as its documentation says.
# mypy: disable-error-code="import-untyped"

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from idpyoidc.client.oauth2.stand_alone_client import backchannel_logout
from idpyoidc.client.rp_handler import RPHandler
from msgspec.structs import replace

from tests.conftest import register
from tests.databases import on_one_database
from tests.notified_portals import notify
from tests.portals.live import CALLBACK, GOODBYE, PORTAL, Live
from tests.publisher import publishing

pytestmark = [on_one_database, pytest.mark.filterwarnings("ignore")]
SERVICES = {
    name: {"class": f"idpyoidc.client.oidc.{place}"}
    for name, place in (
        ("provider_info", "provider_info_discovery.ProviderInfoDiscovery"),
        ("authorization", "authorization.Authorization"),
        ("accesstoken", "access_token.AccessToken"),
        ("refresh_token", "refresh_access_token.RefreshAccessToken"),
        ("userinfo", "userinfo.UserInfo"),
        ("end_session", "end_session.EndSession"),
    )
}
PKCE = {
    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
}


def relying_party(issuer: str, secret: str) -> RPHandler:
    return RPHandler(
        base_url="https://portal.example.org",
        client_configs={
            "parvis": {
                "client_type": "oidc",
                "client_id": PORTAL.id,
                "client_secret": secret,
                "issuer": issuer,
                "redirect_uris": [CALLBACK],
                "post_logout_redirect_uris": [GOODBYE],
                "response_types_supported": ["code"],
                "scopes_supported": ["openid", "email", "offline_access"],
                "token_endpoint_auth_method": "client_secret_basic",
                # Redeeming a code knows its method by itself; renewing does not.
                "client_authn_methods": {"client_secret_basic": {}},
                "id_token_signed_response_alg": "RS256",
                "allow": {"missing_kid": False},
                "add_ons": {"pkce": PKCE},
                "services": SERVICES,
            }
        },
    )


def test_idpyoidc_renews_signs_out_and_finds_whose_session_a_logout_token_ends(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It writes keys of its own to wherever it is started.
    monkeypatch.chdir(tmp_path)
    with publishing() as portal:
        client = replace(PORTAL, backchannel_logout_uri=f"{portal.uri}/logout")
        handler = relying_party(live.issuer, register(live.provider, client).secret)
        returned = live.visitor.visit(handler.begin("parvis"))
        result = handler.finalize(live.issuer, dict(parse_qsl(urlsplit(returned.uri).query)))
        assert result["userinfo"]["email"] == live.visitor.address
        state = result["state"]
        renewed = handler.refresh_access_token(state)
        assert renewed["access_token"] != result["token"]
        asked = handler.logout(state, post_logout_redirect_uri=GOODBYE)
        assert live.visitor.visit(asked["url"]).uri.startswith(f"{GOODBYE}?state=")
        notify(live.provider)
    [told] = portal.posted
    party = handler.issuer2rp[live.issuer]
    assert backchannel_logout(party, request_args=told) == state
