"""TLS client certificates: who is believed about them, whom they prove, what they bind."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Client, Profile
from idp.ids import ClientId
from idp.protocol.token.binding.mtls import thumbprint_of
from idp.settings import MtlsSettings, ServerSettings, Settings
from idp.wiring import Provider, build
from tests.certificates import SERVERS, Issued, Wanted, authority, issue, name_of
from tests.conftest import TestClock, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, claims_of
from tests.web_application import browser_of

AUTHORITY = authority()
GOOD = issue(Wanted(signer=AUTHORITY))
OWN = issue(Wanted())
HEADER = "Client-Cert"
DN = name_of("Portail").rfc4514_string()
Names = dict[str, str]


@pytest.fixture
def mtls(tmp_path: Path) -> MtlsSettings:
    """What an operator says of certificates."""
    file = tmp_path / "authorities.pem"
    file.write_bytes(AUTHORITY.pem)
    return MtlsSettings(header=HEADER, authorities_file=str(file))


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock, mtls: MtlsSettings) -> Iterator[Provider]:
    """A house behind a proxy that tells certificates."""
    server = ServerSettings(trusted_proxies=("127.0.0.1/32",))
    provider = build(replace(house_settings, server=server, mtls=mtls), clock)
    yield provider
    provider.database.close()


@dataclass(frozen=True)
class Wire:
    """A portal behind the proxy."""

    party: RelyingParty
    browser: FlaskClient

    def post(
        self, path: str, form: dict[str, str], told: str | None, peer: str = "127.0.0.1"
    ) -> dict[str, Any]:
        """Post as the client; `told` is the header."""
        whole = {"client_id": str(self.party.client.id), **form}
        headers = {} if told is None else {HEADER: told}
        answer = self.browser.post(
            path, data=whole, headers=headers, environ_overrides={"REMOTE_ADDR": peer}
        )
        content: dict[str, Any] = answer.get_json()
        return content

    def refresh(self, told: str | None, peer: str = "127.0.0.1") -> str:
        """Return how a request that authenticates by certificate alone ends."""
        form = {"grant_type": "refresh_token", "refresh_token": "x"}
        error: str = self.post("/token", form, told, peer)["error"]
        return error


def wired(provider: Provider, client: Client, session: str | None = None) -> Wire:
    secret = register(provider, client).secret
    return Wire(RelyingParty(provider, client, secret, session), browser_of(provider))


def by_authority(relying_party: RelyingParty, **names: str) -> Client:
    client = replace(
        relying_party.client,
        id=ClientId("by-authority"),
        token_endpoint_auth_method=AuthenticationMethod.TLS_CLIENT_AUTH,
    )
    return replace(client, **names)


def by_itself(relying_party: RelyingParty, *certificates: Issued, **more: object) -> Client:
    keys = [
        {
            **ECKey.import_key(each.key).as_dict(private=False),
            "kid": str(number),
            "x5c": [b64encode(each.der).decode()],
            **more,
        }
        for number, each in enumerate(certificates)
    ]
    return replace(
        relying_party.client,
        id=ClientId("by-itself"),
        token_endpoint_auth_method=AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
        jwks=json.dumps({"keys": keys}),
    )


@pytest.fixture
def wire(relying_party: RelyingParty) -> Wire:
    """A client known by the subject of its certificate."""
    client = by_authority(relying_party, tls_client_auth_subject_dn=DN)
    return wired(relying_party.provider, client, relying_party.session)


def test_a_certificate_of_a_known_authority_proves_its_client(wire: Wire) -> None:
    assert wire.refresh(GOOD.header()) == "invalid_grant"


REFUSED = {
    "nothing": None,
    "an empty header": "",
    "words": "a certificate",
    "no colons": GOOD.header("base64"),
    "one colon": GOOD.header()[:-1],
    "two at once": f"{GOOD.header()}, {GOOD.header()}",
    "bytes that are none": ":AAAA:",
    "a cut one": GOOD.header()[:200] + ":",
    "another subject": issue(Wanted("Autre", signer=AUTHORITY)).header(),
    "itself": OWN.header(),
    "another authority": issue(Wanted(signer=authority())).header(),
    "one that forges the authority's name": issue(
        Wanted(signer=replace(AUTHORITY, key=issue(Wanted()).key))
    ).header(),
    "a client's": issue(Wanted(signer=GOOD)).header(),
    "an expired one": issue(Wanted(signer=AUTHORITY, days=(-10, -1))).header(),
    "one of tomorrow": issue(Wanted(signer=AUTHORITY, days=(1, 10))).header(),
    "a server's": issue(Wanted(signer=AUTHORITY, usage=SERVERS)).header(),
}


@on_one_database
@pytest.mark.parametrize("told", REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_proves_nobody(wire: Wire, told: str | None) -> None:
    assert wire.refresh(told) == "invalid_client"


@on_one_database
@pytest.mark.parametrize("peer", ["192.0.2.1", "::1", "127.0.0.2", ""])
def test_a_header_from_elsewhere_is_not_looked_at(wire: Wire, peer: str) -> None:
    assert wire.refresh(GOOD.header(), peer) == "invalid_client"


@on_one_database
def test_a_certificate_is_no_proof_beside_another(wire: Wire) -> None:
    form = {"token": "x", "client_secret": "y"}
    assert wire.post("/revoke", form, GOOD.header())["error"] == "invalid_client"


ALTERNATIVES: dict[str, tuple[Names, x509.GeneralName]] = {
    "dns": (
        {"tls_client_auth_san_dns": "Portail.example.org"},
        x509.DNSName("portail.Example.org"),
    ),
    "uri": (
        {"tls_client_auth_san_uri": "urn:portail:1"},
        x509.UniformResourceIdentifier("urn:portail:1"),
    ),
    "ip": (
        {"tls_client_auth_san_ip": "2001:DB8::0:1"},
        x509.IPAddress(ip_address("2001:db8::1")),
    ),
    "email": (
        {"tls_client_auth_san_email": "a@example.org"},
        x509.RFC822Name("a@example.org"),
    ),
}


@on_one_database
@pytest.mark.parametrize("kind", ALTERNATIVES)
def test_a_client_may_be_known_by_an_alternative_name(
    relying_party: RelyingParty, kind: str
) -> None:
    names, right = ALTERNATIVES[kind]
    wire = wired(relying_party.provider, by_authority(relying_party, **names))
    for each, (_, name) in ALTERNATIVES.items():
        certificate = issue(Wanted(signer=AUTHORITY, names=(name,)))
        expected = "invalid_grant" if each == kind else "invalid_client"
        assert wire.refresh(certificate.header()) == expected, each
    both = issue(Wanted(signer=AUTHORITY, names=(x509.DNSName("else.org"), right)))
    assert wire.refresh(both.header()) == "invalid_grant"
    assert wire.refresh(GOOD.header()) == "invalid_client"


@on_one_database
def test_a_registered_certificate_of_its_own_proves_a_client(relying_party: RelyingParty) -> None:
    second = issue(Wanted("Suivant"))
    wire = wired(relying_party.provider, by_itself(relying_party, OWN, second))
    assert wire.refresh(OWN.header()) == "invalid_grant"
    assert wire.refresh(second.header()) == "invalid_grant"
    same_key = issue(Wanted(key=OWN.key))
    for told in (None, GOOD.header(), issue(Wanted()).header(), same_key.header()):
        assert wire.refresh(told) == "invalid_client"


@on_one_database
def test_a_thumbprint_is_enough_to_register_one(relying_party: RelyingParty) -> None:
    key = {**ECKey.import_key(OWN.key).as_dict(private=False), "x5t#S256": thumbprint_of(OWN.der)}
    client = replace(by_itself(relying_party, OWN), jwks=json.dumps({"keys": [key]}))
    wire = wired(relying_party.provider, client)
    assert wire.refresh(OWN.header()) == "invalid_grant"
    assert wire.refresh(GOOD.header()) == "invalid_client"


@on_one_database
def test_keys_without_certificates_prove_nobody(relying_party: RelyingParty) -> None:
    key = ECKey.import_key(OWN.key).as_dict(private=False)
    client = replace(by_itself(relying_party, OWN), jwks=json.dumps({"keys": [key]}))
    assert wired(relying_party.provider, client).refresh(OWN.header()) == "invalid_client"


@on_one_database
def test_an_expired_certificate_of_its_own_is_refused(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    wire = wired(relying_party.provider, by_itself(relying_party, OWN))
    clock.advance(31 * 86_400)
    assert wire.refresh(OWN.header()) == "invalid_client"


@on_one_database
@pytest.mark.parametrize("encoding", ["rfc9440", "pem", "base64"])
def test_each_proxy_has_its_spelling(
    relying_party: RelyingParty, mtls: MtlsSettings, clock: TestClock, encoding: str
) -> None:
    register(relying_party.provider, by_itself(relying_party, OWN))
    settings = replace(relying_party.provider.settings, mtls=replace(mtls, encoding=encoding))
    provider = build(settings, clock)
    wire = Wire(replace(relying_party, client=by_itself(relying_party, OWN)), browser_of(provider))
    for told in ("rfc9440", "pem", "base64"):
        expected = "invalid_grant" if told == encoding else "invalid_client"
        assert wire.refresh(OWN.header(told)) == expected, told
    provider.database.close()


@pytest.fixture
def bound(relying_party: RelyingParty) -> Wire:
    """A client whose tokens are bound to its certificate."""
    client = replace(
        by_itself(relying_party, OWN),
        tls_client_certificate_bound_access_tokens=True,
        profile=Profile.DEFAULT,
    )
    return wired(relying_party.provider, client, relying_party.session)


def tokens_of(wire: Wire, told: str | None) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": wire.party.code(),
        "redirect_uri": wire.party.client.redirect_uris[0],
        "code_verifier": "Zm9.Yg~0-1_2" * 4,
    }
    return wire.post("/token", form, told)


def userinfo(wire: Wire, token: str, told: str | None, peer: str = "127.0.0.1") -> int:
    headers = {"Authorization": f"Bearer {token}", **({HEADER: told} if told else {})}
    answer = wire.browser.get("/userinfo", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    return answer.status_code


def test_a_token_is_good_with_its_certificate_alone(bound: Wire) -> None:
    tokens = tokens_of(bound, OWN.header())
    assert tokens["token_type"] == "Bearer"
    token = tokens["access_token"]
    assert claims_of(token)["cnf"] == {"x5t#S256": thumbprint_of(OWN.der)}
    assert userinfo(bound, token, OWN.header()) == 200
    assert userinfo(bound, token, None) == 401
    assert userinfo(bound, token, GOOD.header()) == 401
    assert userinfo(bound, token, OWN.header(), peer="192.0.2.1") == 401
    said = bound.post("/introspect", {"token": token}, OWN.header())
    assert said["cnf"] == {"x5t#S256": thumbprint_of(OWN.der)}


@on_one_database
def test_a_bound_client_of_another_method_must_show_its_certificate(
    relying_party: RelyingParty,
) -> None:
    client = replace(
        relying_party.client,
        id=ClientId("post"),
        tls_client_certificate_bound_access_tokens=True,
    )
    wire = wired(relying_party.provider, client, relying_party.session)
    secret = {"client_secret": wire.party.secret, "grant_type": "refresh_token"}
    form = {**secret, "refresh_token": "x"}
    assert wire.post("/token", form, None)["error"] == "invalid_request"
    assert wire.post("/token", form, OWN.header())["error"] == "invalid_grant"


def test_a_public_clients_refresh_token_is_bound_too(relying_party: RelyingParty) -> None:
    client = replace(
        relying_party.client,
        id=ClientId("public"),
        token_endpoint_auth_method=AuthenticationMethod.NONE,
        tls_client_certificate_bound_access_tokens=True,
    )
    wire = wired(relying_party.provider, client, relying_party.session)
    token = tokens_of(wire, OWN.header())["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}
    assert wire.post("/token", form, GOOD.header())["error"] == "invalid_grant"
    assert wire.post("/token", form, OWN.header())["access_token"]


@on_one_database
def test_the_profile_may_be_met_by_a_certificate(relying_party: RelyingParty) -> None:
    client = replace(
        by_itself(relying_party, OWN),
        profile=Profile.FAPI2,
        grant_types=("client_credentials",),
        scopes=("accounts",),
        tls_client_certificate_bound_access_tokens=True,
    )
    wire = wired(relying_party.provider, client)
    answer = wire.post("/token", {"grant_type": "client_credentials"}, OWN.header())
    assert claims_of(answer["access_token"])["cnf"] == {"x5t#S256": thumbprint_of(OWN.der)}


def document(provider: Provider) -> dict[str, Any]:
    path = "/.well-known/openid-configuration"
    content: dict[str, Any] = browser_of(provider).get(path).get_json()
    return content


@on_one_database
def test_what_is_announced_is_what_the_operator_set(provider: Provider, clock: TestClock) -> None:
    said = document(provider)
    assert said["tls_client_certificate_bound_access_tokens"] is True
    offered = said["token_endpoint_auth_methods_supported"]
    assert {"tls_client_auth", "self_signed_tls_client_auth"} <= set(offered)
    assert "mtls_endpoint_aliases" not in said
    elsewhere = "https://mtls.example.org:8443"
    mtls = replace(provider.settings.mtls, origin=elsewhere, authorities_file="")
    other = build(replace(provider.settings, mtls=mtls), clock)
    said = document(other)
    assert said["mtls_endpoint_aliases"]["token_endpoint"] == f"{elsewhere}/token"
    assert said["mtls_endpoint_aliases"]["userinfo_endpoint"] == f"{elsewhere}/userinfo"
    assert "authorization_endpoint" not in said["mtls_endpoint_aliases"]
    assert "tls_client_auth" not in said["token_endpoint_auth_methods_supported"]
    plain = build(replace(provider.settings, mtls=MtlsSettings()), clock)
    said = document(plain)
    assert said["tls_client_certificate_bound_access_tokens"] is False
    assert "self_signed_tls_client_auth" not in said["token_endpoint_auth_methods_supported"]
    for each in (other, plain):
        each.database.close()
