"""The demo's protected resource with Parvis as issuer: called by DPoP, and with a certificate."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.settings import MtlsSettings, ServerSettings, Settings
from idp.wiring import build
from tests.certificates import Issued, Wanted, authority, issue, name_of
from tests.conftest import register
from tests.databases import on_one_database
from tests.demo.running_resource import resource_of
from tests.portals.live import PORTAL, Live
from tests.ports import free_port
from tests.tls import make_certificate
from tests.tls_proxy import HEADER, tls_proxy
from tests.web_application import served

pytestmark = on_one_database
SCOPE = "absences.read absences.write"


def program(resource: str, **changes: Any) -> Client:  # noqa: ANN401 - of any member
    client = replace(
        PORTAL,
        id=ClientId("timetable"),
        grant_types=("client_credentials",),
        scopes=tuple(SCOPE.split()),
        resources=(resource,),
    )
    return replace(client, **changes)


def register_of(resource: str) -> Client:
    return replace(
        PORTAL, id=ClientId("register"), grant_types=(), scopes=(), protected_resources=(resource,)
    )


@pytest.mark.parametrize("nonce_seconds", [0, 60])
@pytest.mark.parametrize("algorithm", ["ES256", "Ed25519"])
def test_openid_client_calls_it_by_dpop(
    live: Live, tmp_path: Path, algorithm: str, nonce_seconds: int
) -> None:
    port = free_port()
    resource = f"http://127.0.0.1:{port}"
    secret = register(live.provider, register_of(resource)).secret
    own = {"port": port, "client_secret": secret, "dpop_nonce_seconds": nonce_seconds}
    with resource_of(tmp_path, issuer=live.issuer, **own):
        client = program(resource, dpop_bound_access_tokens=True)
        result = live.run("openid_client_resource", client, resource=resource, algorithm=algorithm)
    assert result["written"] == 201
    assert result["read"] == {"absences": ["2026-12-01"]}
    for refusal, scheme in ((result["bare"], "bearer"), (result["stolen"], "dpop")):
        assert refusal["status"] == 401
        assert refusal["told"]["scheme"] == scheme
        assert refusal["told"]["parameters"]["error"] == "invalid_token"


@dataclass(frozen=True)
class Caller:
    """A program that shows a certificate wherever it calls."""

    shown: tuple[str, str] | None
    trusted: str

    def call(self, method: str, uri: str, **how: Any) -> requests.Response:  # noqa: ANN401
        return requests.request(
            method, uri, cert=self.shown, verify=self.trusted, timeout=30, **how
        )


def files_of(made: Issued, folder: Path, name: str) -> tuple[str, str]:
    paths = (folder / f"{name}.pem", folder / f"{name}.key")
    paths[0].write_bytes(made.pem)
    paths[1].write_bytes(made.key_pem)
    return str(paths[0]), str(paths[1])


def test_a_client_with_a_certificate_calls_it(house_settings: Settings, tmp_path: Path) -> None:
    by = authority(start=dt.datetime.now(dt.UTC))
    authorities = tmp_path / "authorities.pem"
    authorities.write_bytes(by.pem)
    certificate = make_certificate(tmp_path)
    start = dt.datetime.now(dt.UTC)
    own_caller, other_caller = (
        Caller(
            files_of(issue(Wanted(name, signer=by, start=start)), tmp_path, name),
            str(certificate.path),
        )
        for name in ("Horaire", "Autre")
    )
    ports = [free_port() for _ in range(4)]
    issuer, resource = f"http://127.0.0.1:{ports[0]}", f"https://localhost:{ports[3]}"
    settings = replace(
        house_settings,
        server=ServerSettings(
            issuer=issuer, hosts=(f"localhost:{ports[1]}",), trusted_proxies=("127.0.0.1/32",)
        ),
        mtls=MtlsSettings(
            header=HEADER,
            authorities_file=str(authorities),
            origin=f"https://localhost:{ports[1]}",
        ),
    )
    provider = build(settings, SystemClock())
    secret = register(provider, register_of(resource)).secret
    client = program(
        resource,
        token_endpoint_auth_method=AuthenticationMethod.TLS_CLIENT_AUTH,
        tls_client_auth_subject_dn=name_of("Horaire").rfc4514_string(),
        tls_client_certificate_bound_access_tokens=True,
    )
    register(provider, client)
    own = {
        "issuer": issuer,
        "resource": resource,
        "port": ports[2],
        "client_secret": secret,
        "certificate_header": HEADER,
    }
    with (
        served(provider, ports[0]),
        tls_proxy(issuer, ports[1], certificate, authorities) as tokens,
        resource_of(tmp_path, **own) as behind,
        tls_proxy(behind, ports[3], certificate, authorities),
    ):
        form = {
            "client_id": client.id,
            "grant_type": "client_credentials",
            "scope": SCOPE,
            "resource": resource,
        }
        granted = own_caller.call("POST", f"{tokens}/token", data=form).json()
        headers = {"Authorization": f"Bearer {granted['access_token']}"}
        place, day = f"{resource}/absences", {"day": "2026-12-01"}
        written = own_caller.call("POST", place, json=day, headers=headers)
        assert written.status_code == 201
        read = own_caller.call("GET", place, headers=headers)
        assert read.json() == {"absences": [day["day"]]}
        for thief in (other_caller, Caller(None, str(certificate.path))):
            refused = thief.call("GET", place, headers=headers)
            assert refused.status_code == 401
            assert "bound to another certificate" in refused.headers["WWW-Authenticate"]
    provider.database.close()
