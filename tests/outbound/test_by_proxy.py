"""Calls where only a proxy leads out: parents' sign-in elsewhere, logout tokens, keys."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import RSAKey
from msgspec.structs import replace

from idp.clients import Client
from idp.errors import SettingsError
from idp.ids import ClientId
from idp.measures import Measures
from idp.outbound import Failure, Outbound, OutboundError
from idp.settings import OutboundSettings, Settings, UpstreamCredential, UpstreamProvider
from idp.upstream.call_counts import CallCounts
from idp.upstream.provider import Upstream
from idp.wiring import build
from tests.conftest import TestClock, register
from tests.connect_proxy import ConnectProxy, connect_proxy
from tests.notified_portals import notify
from tests.ports import free_port
from tests.publisher import Publisher, publishing
from tests.relying_party import RelyingParty
from tests.tls import make_certificate

# A name that is looked up nowhere: only the proxy knows what it means.
FAR = "ailleurs.invalid"
QUICK = OutboundSettings(connect_seconds=0.5, read_seconds=0.5, total_seconds=2.0)


@dataclass
class Outside:
    """A server that only the proxy reaches."""

    proxy: ConnectProxy
    server: Publisher
    settings: OutboundSettings


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    certificate = make_certificate(tmp_path, FAR)
    with publishing(certificate) as server, connect_proxy() as proxy:
        proxy.leads_to = urlsplit(server.uri).port or 0
        settings = replace(QUICK, proxy=proxy.uri, authorities_file=str(certificate.path))
        yield Outside(proxy, server, settings)


def fails(uri: str, settings: OutboundSettings) -> OutboundError:
    with pytest.raises(OutboundError) as caught:
        Outbound(settings=settings).get(uri)
    return caught.value


def test_a_server_is_reached_by_name_through_the_proxy(outside: Outside) -> None:
    outside.server.body = "{}"
    answer = Outbound(settings=outside.settings).get(f"https://{FAR}/a?b=c")
    assert (answer.status, answer.body) == (200, b"{}")
    assert outside.server.asked == ["/a?b=c"]
    assert outside.server.headers[0]["Host"] == FAR
    (asked,) = outside.proxy.asked
    assert asked.startswith(f"CONNECT {FAR}:443 HTTP/1.1\r\nHost: {FAR}:443\r\n".encode())
    assert b"Proxy-Authorization" not in asked


def test_the_proxy_is_told_who_asks_and_the_server_is_not(outside: Outside, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("sésame\n", "utf-8")
    named = replace(
        outside.settings, proxy_username="parvis", proxy_password_file=str(tmp_path / "password")
    )
    Outbound(settings=named).post(f"https://{FAR}/", b"{}", "application/json")
    assert b"\r\nProxy-Authorization: Basic cGFydmlzOnPDqXNhbWU=\r\n" in outside.proxy.asked[0]
    assert "Proxy-Authorization" not in outside.server.headers[0]


def test_the_certificate_is_the_servers(outside: Outside) -> None:
    strange = replace(outside.settings, authorities_file="")
    assert fails(f"https://{FAR}/", strange).failure is Failure.UNREACHABLE
    assert fails("https://autre.invalid/", outside.settings).failure is Failure.UNREACHABLE
    assert outside.server.asked == []


@pytest.mark.parametrize(
    "uri",
    [
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        "https://2130706433/",
        f"http://{FAR}/",
        "https://user@ailleurs.invalid/",
    ],
)
def test_what_is_refused_without_a_proxy_is_refused_with_one(outside: Outside, uri: str) -> None:
    assert fails(uri, outside.settings).failure is Failure.REFUSED
    assert outside.proxy.asked == []


def test_networks_that_are_allowed_are_called_directly(outside: Outside) -> None:
    near = replace(outside.settings, allow_loopback=True)
    assert Outbound(settings=near).get(outside.server.uri).status == 200
    assert outside.proxy.asked == []


def test_plain_http_never_goes_by_the_proxy(outside: Outside) -> None:
    near = replace(outside.settings, allow_loopback=True)
    assert fails(f"http://{FAR}/", near).failure is Failure.UNREACHABLE
    assert outside.proxy.asked == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", "403"),
        (b"HTTP/1.0 407 Who are you?\r\n\r\n", "407"),
        (b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n", "302"),
        (b"SSH-2.0-x\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 xyz\r\n\r\n", "no HTTP"),
        (b"", "no answer"),
        (b"x" * 40_000, "no answer"),
    ],
)
def test_a_proxy_that_says_no_is_told_of(outside: Outside, answer: bytes, words: str) -> None:
    outside.proxy.answer = answer
    error = fails(f"https://{FAR}/", outside.settings)
    assert error.failure is Failure.UNREACHABLE
    assert words in str(error)


def test_a_proxy_that_says_nothing_is_given_up() -> None:
    silent = replace(QUICK, proxy=f"http://127.0.0.1:{free_port()}")
    assert fails(f"https://{FAR}/", silent).failure is Failure.UNREACHABLE
    with connect_proxy() as proxy:
        proxy.answer = b"HTTP/1.1 200 OK\r\n"  # and no end
        assert fails(f"https://{FAR}/", replace(QUICK, proxy=proxy.uri)).failure in {
            Failure.SLOW,
            Failure.UNREACHABLE,
        }


def test_another_provider_is_found_through_the_proxy(outside: Outside, tmp_path: Path) -> None:
    issuer = f"https://{FAR}"
    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    outside.server.body = json.dumps(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "keys": [key.as_dict(private=False)],
        }
    )
    (tmp_path / "secret").write_text("sesame", "utf-8")
    secret = UpstreamCredential(kind="secret", file=str(tmp_path / "secret"))
    settings = UpstreamProvider(
        name="board",
        label_fr="Le centre",
        label_en="The board",
        discovery_uri=f"{issuer}/.well-known/openid-configuration",
        client_id="parvis",
        credentials=(secret,),
    )
    provider = Upstream(
        settings=settings,
        outbound=Outbound(settings=outside.settings),
        counts=CallCounts(measures=Measures(), providers=("board",)),
    )
    assert provider.documents.get().metadata["issuer"] == issuer


def test_a_portal_is_told_of_a_sign_out_through_the_proxy(
    outside: Outside, house_settings: Settings, clock: TestClock, relying_party: RelyingParty
) -> None:
    provider = build(replace(house_settings, outbound=outside.settings), clock)
    told: Client = replace(
        relying_party.client,
        id=ClientId("told"),
        backchannel_logout_uri=f"https://{FAR}/logout",
    )
    registered = register(provider, told)
    party = replace(relying_party, provider=provider, client=told, secret=registered.secret)
    party.tokens()
    assert party.session
    provider.journeys.sign_out.sign_out(party.session)
    notify(provider)
    assert outside.server.asked == ["/logout"]
    assert "logout_token" in outside.server.posted[0]
    provider.database.close()


@pytest.mark.parametrize(
    "proxy",
    [
        "proxy.example.org:3128",
        "https://proxy.example.org",
        "http://parvis:secret@proxy.example.org:3128",
        "http://proxy.example.org:3128/path",
        "socks5://proxy.example.org",
    ],
)
def test_what_is_no_proxy_stops_the_start(proxy: str) -> None:
    with pytest.raises(SettingsError, match=r"outbound\.proxy"):
        Settings(outbound=OutboundSettings(proxy=proxy))
