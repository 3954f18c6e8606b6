"""Programs that are answered by a scheme of their own (RFC 8252 §7.1)."""

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Client, Profile
from idp.clients.checks import check_client
from idp.clients.model import ApplicationType
from idp.clients.problem import ClientRefused
from idp.clock import DAY
from idp.wiring import Provider
from tests.conftest import register
from tests.relying_party import RelyingParty, fields
from tests.web_application import browser_of

URI = "ca.exemple.app:/retour"


def native(client: Client, uri: str = URI) -> Client:
    return replace(
        client,
        redirect_uris=(uri,),
        application_type=ApplicationType.NATIVE,
        token_endpoint_auth_method=AuthenticationMethod.NONE,
        profile=Profile.DEFAULT,
    )


@pytest.mark.parametrize("uri", [URI, "ca.exemple.app:/", "ca.exemple-2.app:/a/b"])
def test_a_domain_name_reversed_is_a_scheme(relying_party: RelyingParty, uri: str) -> None:
    check_client(native(relying_party.client, uri), DAY)


@pytest.mark.parametrize(
    "uri",
    [
        *("javascript:/alert", "data:/x", "exemple:/retour", "Ca.Exemple.App:/retour"),
        *("ca.exemple.app:retour", "ca.exemple.app://host/retour", "ca.exemple.app://retour"),
        *("ca..app:/retour", ".ca.app:/retour", "ca.app.:/retour", "ca.exemple.app:/r#f"),
        *("ca.exemple.app:/*", "ca.exemple.app:/../x", "ca.exemple.app:/%00", "ca.app:/x;y"),
        *("ca.exemple.app:/retour\r\nX: 1", "ca.exemple.app:/" + "a" * 600),
    ],
)
def test_nothing_else_is(relying_party: RelyingParty, uri: str) -> None:
    with pytest.raises(ClientRefused):
        check_client(native(relying_party.client, uri), DAY)


def test_only_a_native_program_that_always_proves_its_code_may(relying_party: RelyingParty) -> None:
    good = native(relying_party.client)
    for changed in (
        replace(good, application_type=ApplicationType.WEB),
        replace(good, profile=Profile.LEGACY),
        replace(good, redirect_uris=(), post_logout_redirect_uris=(URI,)),
        replace(good, start_uri=URI),
    ):
        with pytest.raises(ClientRefused):
            check_client(changed, DAY)


def test_it_is_answered_and_no_page_stops_the_way_back(
    provider: Provider, relying_party: RelyingParty
) -> None:
    client = native(relying_party.client)
    register(provider, client)
    party = replace(relying_party, client=client)
    assert fields(party.authorize())["code"]
    page = browser_of(provider).get("/authorize", query_string=party.asks, follow_redirects=True)
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https: http: ca.exemple.app:;" in policy
    other = browser_of(provider).get("/connexion")
    assert "ca.exemple" not in other.headers["Content-Security-Policy"]
