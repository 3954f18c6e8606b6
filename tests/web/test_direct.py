"""Whatever is asked, Flask and what answers in front of it say, log and count the same."""

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Branding, Client
from idp.clients.checks import DEVICE_CODE
from idp.ids import ClientId
from idp.settings import ServerSettings, Settings
from idp.storage import Statement
from idp.web.direct import ENDPOINTS
from idp.wiring import Provider, build
from tests.conftest import TestClock, make_parent, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, sign_in
from tests.web.strange_requests import HOST, OF_BROWSERS, PATHS, Known, requests
from tests.web.two_ways import BothWays, SentRequest
from tests.web_application import ISSUER

BODY_BYTES = 4_096


@pytest.fixture
def provider_of_ways(house_settings: Settings, clock: TestClock) -> Iterator[Provider]:
    """A provider at an issuer with TLS, behind a proxy, where long bodies are quickly made."""
    server = ServerSettings(issuer=ISSUER, body_bytes=BODY_BYTES, trusted_proxies=("127.0.0.0/8",))
    provider = build(replace(house_settings, server=server), clock)
    yield provider
    provider.database.close()


@pytest.fixture
def known(provider_of_ways: Provider) -> Known:
    """Two portals with secrets, a parent who is signed in at one, and an access token."""
    provider = provider_of_ways
    client = Client(
        id=ClientId("portal"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=("https://portal.example.org/cb",),
        grant_types=("authorization_code", "client_credentials", DEVICE_CODE),
        scopes=("openid", "email", "offline_access"),
        token_endpoint_auth_method=AuthenticationMethod.POST,
    )
    portal = register(provider, client)
    other = register(
        provider,
        replace(
            client,
            id=ClientId("other"),
            token_endpoint_auth_method=AuthenticationMethod.BASIC,
        ),
    )
    session = sign_in(provider, make_parent(provider, "marie@exemple.quebec").account)
    party = RelyingParty(provider, client, portal.secret, session)
    return Known(
        asks=urlencode(party.asks),
        secret=portal.secret,
        basic=b64encode(f"{other.client.id}:{other.secret}".encode()).decode(),
        access_token=party.tokens()["access_token"],
        session=session,
    )


@pytest.fixture
def ways(provider_of_ways: Provider) -> BothWays:
    """Both ways to its answers."""
    return BothWays(provider_of_ways)


@on_one_database
@given(asked=st.data())
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_ways_lead_to_the_same(known: Known, ways: BothWays, asked: st.DataObject) -> None:
    direct, by_flask = ways.both(asked.draw(requests(known)))

    assert direct == by_flask


@on_one_database
def test_every_route_in_front_of_flask_is_compared(ways: BothWays) -> None:
    assert set(ways.app.config[ENDPOINTS]) == set(PATHS)


@on_one_database
@pytest.mark.parametrize("path", PATHS)
def test_what_is_hot_never_reaches_flask(ways: BothWays, path: str) -> None:
    method = "GET" if path in OF_BROWSERS or path.startswith("/.well-known/") else "POST"
    asked = SentRequest(method, path, headers=(("HTTP_HOST", HOST),), length="0")

    assert ways.is_answered_directly(asked)
    assert not ways.is_answered_directly(replace(asked, method="OPTIONS"))
    assert not ways.is_answered_directly(replace(asked, headers=(("HTTP_HOST", "evil.example"),)))


@on_one_database
@pytest.mark.parametrize("path", PATHS)
def test_a_fault_is_the_same_by_both_ways(
    known: Known, ways: BothWays, provider_of_ways: Provider, path: str
) -> None:
    with provider_of_ways.database.writing() as tx:
        for table in ("authorization_grant", "browser_session", "limit_bucket"):
            tx.run(Statement(f"ALTER TABLE {table} RENAME TO no_{table}"))
    headers = (
        ("HTTP_HOST", HOST),
        ("HTTP_AUTHORIZATION", f"Bearer {known.access_token}"),
        ("HTTP_COOKIE", f"__Host-parvis-session={known.session}"),
        ("CONTENT_TYPE", "application/x-www-form-urlencoded"),
    )
    form = f"client_id=portal&client_secret={known.secret}&token={known.access_token}".encode()
    for method in ("GET", "POST"):
        direct, by_flask = ways.both(
            SentRequest(method, path, known.asks, headers, form, str(len(form)))
        )

        assert direct == by_flask
