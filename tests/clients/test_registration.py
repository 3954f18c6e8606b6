"""What may be registered, and what becomes of secrets (RFC 7591 §2)."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Branding, Client, Profile, StoredSecret
from idp.clients.checks import check_client
from idp.clients.jwks import jwks_problems
from idp.clients.metadata import client_from, read_metadata, stored_metadata, write_metadata
from idp.clients.registration import add_secret
from idp.clock import DAY
from idp.errors import OperationError
from idp.ids import ClientId
from idp.protocol.errors import InvalidClientError, InvalidGrantError
from idp.storage import Statement
from idp.wiring import Provider
from tests.conftest import TestClock, register
from tests.relying_party import RelyingParty
from tests.specifications.test_registered_uri_attacks import ATTACKS

GOOD = Client(
    id=ClientId("portal"),
    branding=Branding(name_fr="Portail", name_en="Portal"),
    redirect_uris=("https://portal.example.org/cb",),
)


BY_AUTHORITY: dict[str, Any] = {
    "token_endpoint_auth_method": AuthenticationMethod.TLS_CLIENT_AUTH,
    "tls_client_auth_subject_dn": "CN=Portail,O=Centre",
}


def test_a_plain_client_may_be_registered() -> None:
    check_client(GOOD, DAY)


def test_a_client_may_be_known_by_the_subject_of_its_certificate() -> None:
    check_client(replace(GOOD, **BY_AUTHORITY), DAY)


def test_a_client_bound_to_a_key_gets_no_token_through_the_browser() -> None:
    legacy = replace(GOOD, profile=Profile.LEGACY, grant_types=("authorization_code", "implicit"))
    legacy = replace(legacy, response_types=("id_token token",))
    check_client(legacy, DAY)
    for member in ("dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens"):
        changes: dict[str, Any] = {member: True}
        with pytest.raises(OperationError, match="cannot be bound"):
            check_client(replace(legacy, **changes), DAY)


def test_a_client_that_never_gets_an_id_token_needs_no_algorithm_for_it() -> None:
    fapi2 = replace(
        GOOD,
        **BY_AUTHORITY,
        profile=Profile.FAPI2,
        scopes=("marks",),
        tls_client_certificate_bound_access_tokens=True,
    )
    check_client(fapi2, DAY)
    for gets_one in ({"scopes": ("openid",)}, {"backchannel_logout_uri": "https://x.example.org/"}):
        changes: dict[str, Any] = gets_one
        with pytest.raises(OperationError):
            check_client(replace(fapi2, **changes), DAY)
        check_client(replace(fapi2, id_token_signed_response_alg="PS256", **changes), DAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": ()},
        {"redirect_uris": ("http://portal.example.org/cb",)},
        {"grant_types": ("implicit",), "redirect_uris": ()},
        {"grant_types": ("password",)},
        {"response_types": ("token",)},
        {"response_types": ("code id_token",)},
        {"token_endpoint_auth_method": AuthenticationMethod.PRIVATE_KEY_JWT},
        {
            "token_endpoint_auth_method": AuthenticationMethod.NONE,
            "grant_types": ("client_credentials",),
        },
        {"token_endpoint_auth_method": AuthenticationMethod.TLS_CLIENT_AUTH},
        {"token_endpoint_auth_method": AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH},
        {"tls_client_auth_subject_dn": "CN=Portail"},
        {**BY_AUTHORITY, "tls_client_auth_san_dns": "portail.example.org"},
        {**BY_AUTHORITY, "tls_client_auth_subject_dn": "Portail"},
        {**BY_AUTHORITY, "tls_client_auth_subject_dn": None, "tls_client_auth_san_ip": "x"},
        {"token_endpoint_auth_signing_alg": "HS256"},
        {"token_endpoint_auth_signing_alg": "none"},
        {
            "token_endpoint_auth_method": AuthenticationMethod.CLIENT_SECRET_JWT,
            "token_endpoint_auth_signing_alg": "ES256",
        },
        {"id_token_signed_response_alg": "none"},
        {"id_token_signed_response_alg": "HS256"},
        {"nonce_seconds": 900},
        {"id_token_seconds": 59},
        {"id_token_seconds": DAY + 1},
        {"scopes": ("openid", "Admin!")},
        {"implied_scopes": ("gpi.children",)},
        {"post_logout_redirect_uris": ("javascript:alert(1)",)},
        {"start_uri": "//evil.test"},
        {"request_uris": ("http://portal.example.org/request",)},
        {"request_uris": ("https://user@portal.example.org/request",)},
        {"request_uris": ("file:///etc/passwd",)},
        {"request_uris": ("https://portal.example.org/*",)},
        {"request_uris": ("urn:ietf:params:oauth:request_uri:x",)},
        {"request_object_signing_alg": "none"},
        {"request_object_signing_alg": "HS256"},
        {"authorization_signed_response_alg": "none"},
        {"authorization_signed_response_alg": "HS256"},
        {"resources": ("https://api.example.org/#f",)},
        {"resources": ("/api",)},
        {"resources": ("https://a.example.org https://b.example.org",)},
        {"branding": Branding("a", "b", colour="red; }")},
        {"branding": Branding("a", "b", logo_uri="javascript:x")},
        {"branding": Branding("a", "b", video_uri="http://x.test")},
    ],
    ids=str,
)
def test_what_is_unsafe_or_cannot_work_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(OperationError):
        check_client(replace(GOOD, **changes), DAY)


FAPI2 = replace(
    GOOD,
    profile=Profile.FAPI2,
    token_endpoint_auth_method=AuthenticationMethod.PRIVATE_KEY_JWT,
    jwks='{"keys": []}',
    id_token_signed_response_alg="PS256",
)


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("HTTPS://portal.example.org/cb", "does not write its scheme in lower case"),
        ("portal.example.org/cb", "is not an https address with a host name"),
        ("http://portal.example.org/cb", "must be https"),
        ("https://portal.example.org/*", "wildcard"),
        ("https://portal.example.org/cb#a", "fragment"),
        (f"https://portal.example.org/{'a' * 500}", "is longer than 512 characters"),
    ],
)
def test_what_is_said_of_an_address_is_what_is_wrong_with_it(uri: str, sentence: str) -> None:
    with pytest.raises(OperationError, match=sentence):
        check_client(replace(GOOD, redirect_uris=(uri,)), DAY)


@pytest.mark.parametrize(
    ("resource", "sentence"),
    [
        ("urn:absences", None),
        (f"urn:{'a' * 508}", None),
        (f"urn:{'a' * 509}", "is longer than 512 characters"),
        ("absences", "is not an absolute URI"),
        ("https://absences.example.org/#a", "without fragment"),
    ],
)
def test_a_resource_is_refused_for_what_is_wrong_with_it(
    resource: str, sentence: str | None
) -> None:
    client = replace(GOOD, resources=(resource,))
    if sentence is None:
        check_client(client, DAY)
        return
    with pytest.raises(OperationError, match=sentence):
        check_client(client, DAY)


@pytest.mark.parametrize("member", ["start_uri", "help_uri", "video_uri"])
@pytest.mark.parametrize("uri", ATTACKS)
def test_what_an_administrator_alone_writes_is_checked_as_what_portals_write(
    member: str, uri: str
) -> None:
    branding = {"name_fr": "Portail", "name_en": "Portal"}
    alone = {member: uri} if member == "start_uri" else {}
    client = client_from(
        GOOD.id,
        {
            "redirect_uris": GOOD.redirect_uris,
            **alone,
            "branding": branding if alone else {**branding, member: uri},
        },
    )
    with pytest.raises(OperationError, match=member):
        check_client(client, DAY)


def test_a_client_of_each_profile_may_be_registered() -> None:
    check_client(FAPI2, DAY)
    check_client(replace(GOOD, profile=Profile.LEGACY, response_types=("code id_token",)), DAY)
    implicit = replace(GOOD, profile=Profile.LEGACY, response_types=("id_token token",))
    check_client(replace(implicit, grant_types=("implicit",)), DAY)
    with pytest.raises(OperationError):
        check_client(implicit, DAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"response_types": ("code id_token",)},
        {"token_endpoint_auth_method": AuthenticationMethod.BASIC},
        {"token_endpoint_auth_method": AuthenticationMethod.NONE},
        {"id_token_signed_response_alg": "RS256"},
        {"authorization_signed_response_alg": "RS256"},
        {"redirect_uris": ("http://127.0.0.1/cb",)},
    ],
    ids=str,
)
def test_what_fapi_2_does_not_allow_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(OperationError):
        check_client(replace(FAPI2, **changes), DAY)


def test_a_legacy_client_need_not_sign_unless_it_says_that_it_does() -> None:
    client = replace(GOOD, profile=Profile.LEGACY, request_object_signing_alg="none")
    check_client(client, DAY)
    with pytest.raises(OperationError):
        check_client(replace(client, require_signed_request_object=True), DAY)


def test_a_request_uri_may_be_registered_with_the_hash_of_its_content() -> None:
    check_client(replace(GOOD, request_uris=("https://portal.example.org/request#abc",)), DAY)


def test_metadata_reads_back_as_it_was_written() -> None:
    client = replace(
        GOOD,
        profile=Profile.LEGACY,
        response_types=("code", "code id_token"),
        aliases=("tenant/policy",),
        nonce_seconds=900,
        branding=Branding("Érablière", "Sugar shack", support_telephone="514 555-0100"),
    )
    assert read_metadata(client.id, write_metadata(client)) == client
    assert read_metadata(client.id, stored_metadata(client)) == client


def test_the_version_before_reads_a_portal_that_uses_nothing_new() -> None:
    stored = json.loads(stored_metadata(replace(GOOD, nonce_seconds=900)))
    assert stored == {
        "branding": {"name_fr": "Portail", "name_en": "Portal"},
        "redirect_uris": ["https://portal.example.org/cb"],
        "nonce_seconds": 900,
    }


def test_a_portal_that_a_later_version_wrote_takes_no_other_portal_away(
    relying_party: RelyingParty, caplog: pytest.LogCaptureFixture
) -> None:
    provider, newer = relying_party.provider, ClientId("newer")
    register(provider, replace(GOOD, id=newer))
    later = Statement("UPDATE client SET metadata = :metadata WHERE id = :id")
    content = {**json.loads(stored_metadata(GOOD)), "mode_of_tomorrow": "strict"}
    with provider.database.writing() as tx:
        tx.run(later, metadata=json.dumps(content), id=newer)
    provider.directory.clients.forget()
    assert provider.directory.clients.find(newer) is None
    assert provider.directory.clients.find(relying_party.client.id) is not None
    assert "portal newer is left out: cannot read its mode_of_tomorrow" in caplog.text


def test_secrets_never_leave_with_the_metadata() -> None:
    secret = StoredSecret(b"hash-of-it", None)
    assert "hash-of-it" not in write_metadata(replace(GOOD, secrets=(secret,)))
    assert "hash-of-it" not in repr(replace(GOOD, secrets=(secret,)))


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"branding": {"name_fr": "a", "name_en": "b"}},
        {"branding": "x", "redirect_uris": []},
        {"branding": {"name_fr": "a"}, "redirect_uris": []},
        {"branding": {"name_fr": "a", "name_en": "b", "x": 1}, "redirect_uris": []},
        {"branding": {"name_fr": "a", "name_en": "b"}, "redirect_uris": "https://a.test"},
        {"branding": {"name_fr": "a", "name_en": "b"}, "redirect_uris": [], "secrets": []},
        {"branding": {"name_fr": "a", "name_en": "b"}, "redirect_uris": [], "profile": "x"},
        {"branding": {"name_fr": "a", "name_en": "b"}, "redirect_uris": [], "nonce_seconds": True},
    ],
    ids=str,
)
def test_a_member_that_is_unknown_missing_or_of_another_kind_is_named(
    content: dict[str, Any],
) -> None:
    with pytest.raises(OperationError):
        client_from(ClientId("x"), content)


@pytest.mark.parametrize(
    "jwks",
    [
        "x",
        "[]",
        "{}",
        '{"keys": 1}',
        '{"keys": [{"kty": "oct", "k": "AAAA"}]}',
        '{"keys": [{"kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "c"}]}',
        '{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}',
        '{"keys": [{"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}]}',
    ],
)
def test_a_key_set_holds_strong_public_keys_alone(jwks: str) -> None:
    assert list(jwks_problems(jwks))


def test_two_secrets_live_while_one_replaces_the_other(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    provider: Provider = relying_party.provider
    with provider.database.writing() as tx:
        new = add_secret(tx, relying_party.client.id, now=clock.seconds(), overlap_seconds=DAY)
    provider.directory.clients.forget()
    renewed = replace(relying_party, secret=new)
    assert relying_party.tokens()["access_token"]
    assert renewed.tokens()["access_token"]
    clock.advance(DAY)
    with pytest.raises(InvalidClientError):
        relying_party.redeem("x")
    with pytest.raises(InvalidGrantError):
        renewed.redeem("x")
