"""No answer ever leaves for an address that is not registered, letter by letter (RFC 9700 §2.1)."""

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Branding, Client
from idp.clients.uris import unsafe_uri
from idp.ids import ClientId
from idp.protocol.authorization.redirect_uri import check_redirect_uri
from idp.protocol.end_session import EndSessionEndpoint
from idp.protocol.errors import NotRedirectableError
from idp.protocol.parameters import Parameters
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, get

REGISTERED = "https://portal.example.org/cb"
CLIENT = Client(
    id=ClientId("portal"),
    branding=Branding(name_fr="Portail", name_en="Portal"),
    redirect_uris=(REGISTERED,),
    post_logout_redirect_uris=(REGISTERED,),
)
ATTACKS = (
    "https://portal.example.org/cb/",
    "https://portal.example.org/cb?x=1",
    "https://portal.example.org/cb?",
    "https://portal.example.org/cb#f",
    "https://portal.example.org/cb#",
    "https://portal.example.org/cb/../x",
    "https://portal.example.org/cb/%2e%2e/x",
    "https://portal.example.org/cb;a",
    "https://portal.example.org/CB",
    "https://PORTAL.example.org/cb",
    "https://portal.example.org:443/cb",
    "https://portal.example.org./cb",
    "https://portal.example.org@evil.test/cb",
    "https://evil.test\\@portal.example.org/cb",
    "https://portal.example.org%40evil.test/cb",
    "https://portal.example.org%2f@evil.test/cb",
    "https://portal.example.org%00.evil.test/cb",
    "https://portal.example.org\0.evil.test/cb",
    "https://portal.example.org.evil.test/cb",
    "https://portalxexample.org/cb",
    "https://evil.test/?u=https://portal.example.org/cb",
    "https://evil.test#https://portal.example.org/cb",
    "//portal.example.org/cb",
    "https:portal.example.org/cb",
    "https:///portal.example.org/cb",
    "http://portal.example.org/cb",
    "javascript:alert(1)",
    "data:text/html,x",
    "/cb",
    "cb",
    "",
    REGISTERED + "x" * 8_192,
    "https://portal.example.org\\cb",
    "https://portal.example.org/%63b",
    "https://portal.example.org/%2563b",
    " https://portal.example.org/cb",
    "https://portal.example.org/cb ",
    "https://portal.example.org/cb\r\nX: 1",
    "https://portal.example.org/cb%0d%0aX:1",
    "https://portal．example.org/cb",  # noqa: RUF001 - look-alikes are the attack
    "https://portal。example.org/cb",
    "https://pоrtal.example.org/cb",  # noqa: RUF001
    "http://localhost:80@attacker.test/cb",
    "http://127.0.0.1.evil.test/",
    "http://[::1]/",
    "http://[not-an-ip]/",
    "https://portal.example.org/\udcff",
)


@pytest.mark.parametrize("uri", ATTACKS)
@pytest.mark.parametrize("method", [AuthenticationMethod.BASIC, AuthenticationMethod.NONE])
def test_an_attack_gets_a_page(uri: str, method: AuthenticationMethod) -> None:
    client = replace(CLIENT, token_endpoint_auth_method=method)
    with pytest.raises(NotRedirectableError):
        check_redirect_uri(Parameters((("redirect_uri", uri),)), client)


@pytest.mark.parametrize(
    "pairs",
    [
        (),
        (("redirect_uri[]", REGISTERED),),
        (("redirect_uri", REGISTERED), ("redirect_uri", "https://evil.test/")),
        (("redirect_uri", "https://evil.test/"), ("redirect_uri", REGISTERED)),
        (("redirect_uri", REGISTERED), ("redirect_uri", REGISTERED)),
    ],
    ids=["absent", "array", "evil last", "evil first", "twice the same"],
)
def test_absent_or_twice_gets_a_page(pairs: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(NotRedirectableError):
        check_redirect_uri(Parameters(pairs), CLIENT)


LOOPBACK = replace(
    CLIENT,
    redirect_uris=("http://127.0.0.1/cb", "http://[::1]:8000/cb", "http://localhost/cb"),
    token_endpoint_auth_method=AuthenticationMethod.NONE,
)


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", "http://[::1]:49152/cb"]
)
def test_an_application_listens_on_any_port_of_its_machine(uri: str) -> None:
    assert check_redirect_uri(Parameters((("redirect_uri", uri),)), LOOPBACK) == uri


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:49152/cb",
        "https://127.0.0.1:49152/cb",
        "http://127.0.0.1:49152/cb/",
        "http://127.0.0.1:049152/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:1@evil.test/cb",
        "http://127.0.0.1.evil.test:1/cb",
        "http://2130706433:1/cb",
        "http://127.1:1/cb",
        "http://127.0.0.1:٣/cb",
        "http://[::ffff:127.0.0.1]:1/cb",
        "http://[::1%25eth0]:1/cb",
    ],
)
def test_but_nowhere_else(uri: str) -> None:
    with pytest.raises(NotRedirectableError):
        check_redirect_uri(Parameters((("redirect_uri", uri),)), LOOPBACK)


def test_a_client_with_a_secret_has_no_free_port() -> None:
    client = replace(LOOPBACK, token_endpoint_auth_method=AuthenticationMethod.BASIC)
    with pytest.raises(NotRedirectableError):
        check_redirect_uri(Parameters((("redirect_uri", "http://127.0.0.1:4/cb"),)), client)


@pytest.mark.parametrize(
    "uri",
    [
        uri
        for uri in ATTACKS
        if not uri.startswith(("https://portal", "https://PORTAL", "https://evil.test/"))
    ]
    + [
        "https://portal.example.org/cb#f",
        "https://portal.example.org@evil.test/cb",
        "https://user:secret@portal.example.org/",
        "https://*.example.org/cb",
        "https://portal.example.org/" + "x" * 512,
        "https://portal．example.org/cb",  # noqa: RUF001
        "ftp://portal.example.org/",
        "https://portal.example.org:99999/",
        'https://portal.example.org/"',
    ],
)
def test_what_is_unsafe_cannot_even_be_registered(uri: str) -> None:
    if uri == "http://[::1]/":
        assert unsafe_uri(uri) is None
    else:
        assert unsafe_uri(uri)


@on_one_database
@pytest.mark.parametrize("uri", [uri for uri in ATTACKS if uri])
def test_sign_out_leads_nowhere_either(relying_party: RelyingParty, uri: str) -> None:
    endpoint: EndSessionEndpoint = relying_party.provider.protocol.end_session
    with pytest.raises(NotRedirectableError):
        endpoint.read(get(post_logout_redirect_uri=uri, client_id=relying_party.client.id))


@on_one_database
@pytest.mark.parametrize("client_id", ["", "nobody", "portal\0", "p" * 10_000, "\udcff"])
def test_an_unknown_client_gets_a_page(relying_party: RelyingParty, client_id: str) -> None:
    with pytest.raises(NotRedirectableError):
        relying_party.authorize(client_id=client_id)


@on_one_database
def test_a_wrong_address_is_never_told_of_any_other_fault(relying_party: RelyingParty) -> None:
    for changes in (
        {"response_type": "token"},
        {"scope": "x"},
        {"prompt": "none"},
        {"request": "x"},
    ):
        with pytest.raises(NotRedirectableError):
            relying_party.authorize(redirect_uri="https://evil.test/", **changes)
