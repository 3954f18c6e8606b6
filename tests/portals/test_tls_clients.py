"""A client with a certificate, over TLS, through a proxy that tells it (RFC 8705, RFC 9440)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from msgspec.structs import replace

from idp._authlib import s256_challenge
from idp.clients import AuthenticationMethod, Branding, Client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.settings import MtlsSettings, ServerSettings, Settings
from idp.wiring import build
from tests.certificates import Issued, Wanted, authority, issue, name_of
from tests.conftest import make_parent, register
from tests.databases import on_one_database
from tests.ports import free_port
from tests.relying_party import VERIFIER, sign_in
from tests.tls import Certificate, make_certificate
from tests.tls_proxy import HEADER, tls_proxy
from tests.web_application import served

pytestmark = on_one_database
CALLBACK = "https://portal.example.org/cb"
PORTAL = Client(
    id=ClientId("portal"),
    branding=Branding(name_fr="Portail", name_en="Portal"),
    redirect_uris=(CALLBACK,),
    token_endpoint_auth_method=AuthenticationMethod.TLS_CLIENT_AUTH,
    tls_client_auth_subject_dn=name_of("Portail").rfc4514_string(),
    tls_client_certificate_bound_access_tokens=True,
)
Shown = tuple[str, str]


@dataclass(frozen=True)
class Live:
    """A house behind a proxy, and the cookie of a parent signed in there."""

    metadata: dict[str, Any]
    cookies: dict[str, str]
    folder: Path
    trusted: str
    by: Issued

    def shows(self, name: str) -> Shown:
        """Return the files of a certificate of the authority for `name`."""
        made = issue(Wanted(name, signer=self.by, start=dt.datetime.now(dt.UTC)))
        paths = (self.folder / f"{name}.pem", self.folder / f"{name}.key")
        paths[0].write_bytes(made.pem)
        paths[1].write_bytes(made.key_pem)
        return str(paths[0]), str(paths[1])

    def code(self) -> str:
        """Sign in at the issuer itself, where nobody asks browsers for certificates."""
        asked = {
            "client_id": "portal",
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid email",
            "code_challenge": s256_challenge(VERIFIER),
            "code_challenge_method": "S256",
        }
        answer = requests.get(
            self.metadata["authorization_endpoint"],
            params=asked,
            cookies=self.cookies,
            allow_redirects=False,
            timeout=30,
        )
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]

    def redeem(self, shown: Shown | None, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401
        """Redeem a code where certificates are asked for."""
        form = {
            "client_id": "portal",
            "grant_type": "authorization_code",
            "code": self.code(),
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        place = self.metadata["mtls_endpoint_aliases"]["token_endpoint"]
        return requests.post(
            place, data=form, cert=shown, verify=self.trusted, headers=headers, timeout=30
        ).json()

    def userinfo(self, token: str, shown: Shown | None) -> int:
        """Ask who it is."""
        place = self.metadata["mtls_endpoint_aliases"]["userinfo_endpoint"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.get(place, cert=shown, verify=self.trusted, headers=headers, timeout=30)
        return answer.status_code


@pytest.fixture
def live(house_settings: Settings, tmp_path: Path) -> Iterator[Live]:
    """Everything, on loopback."""
    port, proxy_port = free_port(), free_port()
    by = authority(start=dt.datetime.now(dt.UTC))
    authorities = tmp_path / "authorities.pem"
    authorities.write_bytes(by.pem)
    server = ServerSettings(
        issuer=f"http://127.0.0.1:{port}",
        hosts=(f"localhost:{proxy_port}",),
        trusted_proxies=("127.0.0.1/32",),
    )
    origin = f"https://localhost:{proxy_port}"
    mtls = MtlsSettings(header=HEADER, authorities_file=str(authorities), origin=origin)
    provider = build(replace(house_settings, server=server, mtls=mtls), SystemClock())
    register(provider, PORTAL)
    parent = make_parent(provider, "marie.tremblay@exemple.quebec")
    cookies = {"parvis-session": sign_in(provider, parent.account)}
    certificate: Certificate = make_certificate(tmp_path)
    with served(provider, port) as url, tls_proxy(url, proxy_port, certificate, authorities):
        known = requests.get(f"{url}/.well-known/openid-configuration", timeout=30).json()
        yield Live(known, cookies, tmp_path, str(certificate.path), by)
    provider.database.close()


def test_a_portal_redeems_and_asks_with_its_certificate_alone(live: Live) -> None:
    own, other = live.shows("Portail"), live.shows("Autre")
    token = live.redeem(own)["access_token"]
    assert live.userinfo(token, own) == 200
    assert live.userinfo(token, other) == 401
    assert live.userinfo(token, None) == 401


def test_nobody_else_redeems(live: Live) -> None:
    header = {HEADER: issue(Wanted("Portail", signer=live.by)).header()}
    for shown, told in ((None, None), (live.shows("Autre"), None), (None, header)):
        assert live.redeem(shown, told)["error"] == "invalid_client"
