"""`parvis serve` behind each proxy that docs/installing.md names, set up by its file."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from msgspec.structs import replace

from idp.clients import Branding, Client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.installation.seen_by_proxy import proxy_problem, read_seen
from idp.settings import ServerSettings
from idp.wiring import build
from tests.conftest import make_parent, register
from tests.databases import Template
from tests.ports import free_port
from tests.proxies.behind import NAME, PROXIES, Proxy, running
from tests.relying_party import sign_in
from tests.serving.running import running as running_parvis
from tests.tls import Certificate, make_certificate

ISSUER = f"https://{NAME}"
CALLBACK = "https://portal.example.org/cb"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Behind:
    """Where Parvis listens, and the cookie of a parent who is signed in."""

    port: int
    cookie: str
    certificate: Certificate


@pytest.fixture(scope="module")
def parvis(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """Run Parvis as the configuration files suppose it."""
    folder, port = tmp_path_factory.mktemp("parvis"), free_port()
    server = ServerSettings(issuer=ISSUER)
    settings = replace(sqlite_template.copy(folder), server=server)
    provider = build(settings, SystemClock())
    portal = Client(
        id=ClientId("portal"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=(CALLBACK,),
        grant_types=("authorization_code",),
        scopes=("openid",),
    )
    register(provider, portal)
    token = sign_in(provider, make_parent(provider, "marie.tremblay@exemple.quebec").account)
    provider.database.close()
    told = {
        "PARVIS_SERVER_ISSUER": ISSUER,
        "PARVIS_SERVER_BIND": f"127.0.0.1:{port}",
        "PARVIS_SERVER_WORKERS": "1",
        "PARVIS_SERVER_TRUSTED_PROXIES": "127.0.0.1/32",
        "PARVIS_REGISTRY_DIRECTORY": str(folder / "registry"),
    }
    certificate = make_certificate(folder, NAME)
    with running_parvis("serve", settings, **told):
        yield Behind(port, f"__Host-parvis-session={token}", certificate)


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, parvis: Behind, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    """Run each proxy in front of it."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    with running(request.param, folder, parvis.port, parvis.certificate) as proxy:
        yield proxy


@pytest.mark.parametrize("state", ["s" * 5_000, "%" * 4_000], ids=["5000", "12000 when encoded"])
def test_a_long_state_goes_to_the_portal_and_back(proxy: Proxy, parvis: Behind, state: str) -> None:
    query = {
        "client_id": "portal",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "state": state,
        "code_challenge": "SAzbbIzTLiRJdq_NPh6iOhvIK9RCpkg_Ip8cvuqUk1E",
        "code_challenge_method": "S256",
    }
    answer = proxy.ask("GET", f"/authorize?{urlencode(query)}", headers={"Cookie": parvis.cookie})
    assert answer.status == 303
    assert answer.header("location").startswith(CALLBACK)
    assert parse_qs(urlsplit(answer.header("location")).query)["state"] == [state]


def test_the_browser_is_counted_and_not_what_it_claims_to_be(proxy: Proxy) -> None:
    server = ServerSettings(trusted_proxies=("127.0.0.1/32",))
    seen = read_seen(proxy.ask("GET", "/health/seen").text.encode())
    assert seen.address == "127.0.0.1"
    assert proxy_problem(seen, server) is None
    claimed = {"X-Forwarded-For": "198.51.100.9"}
    assert json.loads(proxy.ask("GET", "/health/seen", headers=claimed).text)["address"] == (
        "127.0.0.1"
    )


def test_a_picture_of_three_megabytes_reaches_the_help_page(proxy: Proxy) -> None:
    shown = proxy.ask("GET", "/aide")
    found = re.search(r'name="csrf" value="([^"]+)"', shown.text)
    assert found
    fields = {"csrf": found[1], "address": "zoe@exemple.quebec", "message": "Rien ne va."}
    picture = b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--B\r\nContent-Disposition: form-data; name="screenshot"; filename="a.png"\r\n\r\n'
    sent = proxy.ask(
        "POST",
        "/aide",
        headers={
            "Content-Type": "multipart/form-data; boundary=B",
            "Cookie": shown.header("set-cookie").partition(";")[0],
        },
        body=b"".join([*parts, head, picture, b"\r\n--B--\r\n"]),
    )
    assert sent.status == 303
    assert sent.header("location").startswith("/aide/envoyee")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/registre", 303),
        ("/admin/api/registry/imports", 401),
        ("/admin/personnes/importations", 303),
        ("/admin/api/people/imports", 401),
    ],
)
def test_an_import_of_five_megabytes_is_let_through(proxy: Proxy, path: str, status: int) -> None:
    csv = {"Content-Type": "text/csv"}
    answer = proxy.ask("POST", path, headers=csv, body=bytes(5 << 20))
    assert answer.status == status  # nobody has said who it is


@pytest.mark.parametrize("size", [80_000, 3_000_000])
def test_no_other_path_takes_more_than_a_form(proxy: Proxy, size: int) -> None:
    paths = ("/connexion", "/token", "/admin/api/registry/imports/x/publish")
    got = {path: proxy.ask("POST", path, headers=FORM, body=bytes(size)).status for path in paths}
    assert set(got.values()) == {413}, got


def test_an_encoded_path_arrives_as_it_was(proxy: Proxy) -> None:
    assert proxy.ask("GET", "/static/%2e%2e%2fwsgi.py").status in {400, 404}
