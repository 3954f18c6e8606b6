"""Bodies in JSON that nobody meant, at each endpoint that takes one: refused, and never a 5xx."""

import json
from collections.abc import Iterator, Mapping

import pytest
from msgspec.structs import fields

from idp.administration.actor import every_scope
from idp.settings import Settings
from idp.wiring import Provider
from tests.conftest import Portal, TestClock
from tests.receivers import PUSH, receiver
from tests.registering import CALLBACK, Registrant, house_with, registrant
from tests.relying_party import RelyingParty
from tests.web.admin.conftest import MakeProgram, browser, make_program
from tests.web_application import browser_of

__all__ = ["browser", "make_program"]

STRANGE = (
    "null",
    "true",
    "-1",
    "1.5",
    "1e999",
    "NaN",
    str(10**30),
    '""',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\r\\nSet-Cookie: a=b"',
    '"https://["',
    '"https://[::1"',
    '"https://a:99999999/"',
    '"https://\\u00e9.example/\\u202e"',
    '"https://%zz/"',
    '"//"',
    f'"https://{"a" * 400}/"',
    "[]",
    "[null]",
    '["\\u0000"]',
    '["https://["]',
    '["https://a:99999999/cb"]',
    '["https://xn--/"]',
    "{}",
    '{"keys":[{}]}',
    '{"keys":[{"kty":"EC","crv":"P-256","x":"\\u0000","y":1}]}',
    '{"keys":[{"kty":[],"kid":{}}]}',
    '{"a":"\\ud800"}',
    '{"a":1,"a":2}',
    f"{'[' * 900}{']' * 900}",
)
SHARE = 5
METADATA = (
    *("redirect_uris", "response_types", "grant_types", "application_type", "contacts"),
    *("client_name", "client_name#en", "client_name#\\ud800", "logo_uri", "client_uri"),
    *("policy_uri", "tos_uri", "jwks_uri", "jwks", "sector_identifier_uri", "subject_type"),
    *("id_token_signed_response_alg", "id_token_encrypted_response_alg", "scope", "client_id"),
    *("userinfo_signed_response_alg", "request_object_signing_alg", "default_acr_values"),
    *("token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "default_max_age"),
    *("require_auth_time", "initiate_login_uri", "request_uris", "post_logout_redirect_uris"),
    *("backchannel_logout_uri", "backchannel_logout_session_required", "software_statement"),
    *("frontchannel_logout_uri", "tls_client_auth_subject_dn", "tls_client_auth_san_ip"),
    *("authorization_details_types", "dpop_bound_access_tokens", "software_id"),
)


def bodies(good: Mapping[str, object], names: tuple[str, ...]) -> Iterator[bytes]:
    """Return `good` with each member, and one that is unknown, said strangely; and no object."""
    for number, name in enumerate((*names, "unknown")):
        # Each value meets some members and each member some values: all would take a minute.
        for value in STRANGE[number % SHARE :: SHARE]:
            kept = {each: json.dumps(said) for each, said in good.items() if each != name}
            said = ",".join(f'"{each}":{told}' for each, told in {**kept, name: value}.items())
            yield f"{{{said}}}".encode()
    yield from (each.encode() for each in STRANGE)
    yield from (b"", b"{", b"\xff", b"\xed\xa0\x80", b"{}\0", "{}".encode("utf-16"))


@pytest.fixture
def anybody(house_settings: Settings, clock: TestClock) -> Iterator[Registrant]:
    provider = house_with(house_settings, clock, mode="open", profile="legacy")
    yield registrant(provider)
    provider.database.close()


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)  # it refuses more
def test_no_registration_is_a_fault(anybody: Registrant, clock: TestClock) -> None:
    known = anybody.register(client_name="Portail")
    good = {"redirect_uris": [CALLBACK]}
    for body in bodies(good, METADATA):
        clock.advance(minutes=2)
        made = anybody.send("POST", "/register", None, body)
        assert made.status in {201, 400, 413}, body[:80]
    changed = {**good, "client_id": known.content["client_id"]}
    for body in bodies(changed, METADATA[:12]):
        clock.advance(minutes=2)
        assert anybody.manage("PUT", known, body).status in {200, 400, 401, 413}, body[:80]


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
def test_no_description_of_a_stream_is_a_fault(relying_party: RelyingParty) -> None:
    portal = receiver(relying_party)
    stream_id = portal.stream()["stream_id"]
    delivery = {"method": PUSH, "endpoint_url": "https://portal.example.org/events"}
    named: dict[str, object] = {"stream_id": stream_id}
    subject = {"format": "iss_sub", "iss": portal.party.provider.issuer, "sub": "x"}
    endpoints: tuple[tuple[str, str, dict[str, object], tuple[str, ...]], ...] = (
        ("POST", "stream", {}, ("delivery", "events_requested", "description", "aud")),
        ("PATCH", "stream", named, ("stream_id", "delivery", "events_requested", "description")),
        ("PUT", "stream", {**named, "delivery": delivery}, ("stream_id", "delivery")),
        ("POST", "status", {**named, "status": "paused"}, ("stream_id", "status", "reason")),
        ("POST", "subjects:add", {**named, "subject": subject}, ("subject", "verified")),
        ("POST", "subjects/add", {**named, "subject": subject}, ("subject", "verified")),
        ("POST", "subjects/remove", {**named, "subject": subject}, ("subject",)),
        ("POST", "verify", {**named, "state": "a"}, ("stream_id", "state")),
        ("POST", "poll", {"maxEvents": 1}, ("maxEvents", "returnImmediately", "ack", "setErrs")),
    )
    for method, path, good, names in endpoints:
        for body in bodies(good, names):
            answer = portal.browser.open(
                f"/ssf/{path}",
                method=method,
                data=body,
                content_type="application/json",
                headers={"Authorization": f"Bearer {portal.access_token}"},
            )
            assert answer.status_code < 500, (path, body[:80])
    for value in STRANGE:
        inner = (
            f'{{"stream_id":"{stream_id}","delivery":{{"method":"{PUSH}","endpoint_url":{value}}}}}'
        )
        header = inner.replace(
            '"endpoint_url":', '"endpoint_url":"https://a/","authorization_header":'
        )
        for text in (inner, header):
            answer = portal.browser.put(
                "/ssf/stream",
                data=text.encode(),
                content_type="application/json",
                headers={"Authorization": f"Bearer {portal.access_token}"},
            )
            assert answer.status_code < 500, text[:200]


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)
def test_no_description_that_an_operator_sends_is_a_fault(
    provider: Provider, portal: Portal, make_program: MakeProgram
) -> None:
    headers = {"Authorization": f"Bearer {make_program(every_scope()).token}"}
    browser = browser_of(provider)
    ours = tuple(each.name for each in fields(portal.client))
    b2c = (
        "appId",
        "web",
        "spa",
        "identifierUris",
        "displayName",
        "AzureAdB2C",
        "requiredResourceAccess",
    )
    keycloak = ("clientId", "redirectUris", "attributes", "defaultClientScopes", "name", "secret")
    for path, member, names in (
        ("portals/registrations", "metadata", ours),
        ("portals/imports", "content", b2c),
        ("portals/imports", "content", keycloak),
        ("portals/imports", "content", METADATA),
    ):
        good: dict[str, object] = dict.fromkeys(names[:1], "x")
        for body in bodies(good, names):
            answer = browser.post(
                f"/admin/api/{path}",
                data=b'{"%s":%s}' % (member.encode(), body),
                content_type="application/json",
                headers=headers,
            )
            assert answer.status_code < 500, (path, body[:200])
