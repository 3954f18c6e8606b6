"""Clients that register themselves (RFC 7591, OpenID Connect Registration 1.0)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from idp.clients import Profile
from idp.settings import Settings
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.registering import CALLBACK, Registrant, house_with, invite, registrant
from tests.web_application import ISSUER

KEY = ECKey.generate_key("P-256", {"kid": "key"})
JWKS = {"keys": [KEY.as_dict(private=False)]}


@pytest.fixture
def anybody(house_settings: Settings, clock: TestClock) -> Iterator[Registrant]:
    """Somebody at a house where anybody may register."""
    provider = house_with(house_settings, clock, mode="open", profile="legacy")
    yield registrant(provider)
    provider.database.close()


def test_it_is_closed_unless_an_operator_opens_it(
    house_settings: Settings, clock: TestClock
) -> None:
    provider = house_with(house_settings, clock)
    somebody = registrant(provider, invite(provider))
    assert somebody.register().error == (403, "access_denied")
    metadata = somebody.browser.get("/.well-known/openid-configuration").get_json()
    assert "registration_endpoint" not in metadata
    assert provider.directory.clients.all() == ()
    provider.database.close()


def test_discovery_tells_where_it_is(anybody: Registrant) -> None:
    metadata = anybody.browser.get("/.well-known/openid-configuration").get_json()
    assert metadata["registration_endpoint"] == f"{ISSUER}/register"


def test_a_client_is_told_its_secrets_once(anybody: Registrant) -> None:
    answer = anybody.register(client_name="Portail")
    told = answer.content
    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(told["client_secret"]) == len(told["registration_access_token"]) == 43
    assert told["client_secret_expires_at"] == 0
    assert told["client_id_issued_at"] == anybody.provider.clock.seconds()
    assert told["registration_client_uri"] == f"{ISSUER}/register/{told['client_id']}"
    assert "client_secret" not in anybody.manage("GET", answer).content


def test_nothing_told_stands_in_the_database(anybody: Registrant) -> None:
    told = anybody.register(token_endpoint_auth_method="client_secret_jwt").content
    with anybody.provider.database.engine.connect() as connection:
        rows = [
            *connection.exec_driver_sql("SELECT * FROM client").all(),
            *connection.exec_driver_sql("SELECT * FROM client_secret").all(),
        ]
    stored = repr([[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in rows])
    assert told["client_secret"] not in stored
    assert told["registration_access_token"] not in stored


def test_what_is_left_out_has_the_defaults_of_openid_connect(anybody: Registrant) -> None:
    told = anybody.register().content
    expected = {
        "token_endpoint_auth_method": "client_secret_basic",
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "application_type": "web",
        "id_token_signed_response_alg": "RS256",
        "subject_type": "public",
        "scope": "openid profile email offline_access",
    }
    assert {name: told[name] for name in expected} == expected
    assert "userinfo_signed_response_alg" not in told


def test_the_grant_types_follow_the_response_types(anybody: Registrant) -> None:
    def grants(*types: str) -> object:
        return anybody.register(response_types=[*types]).content["grant_types"]

    assert grants("id_token token") == ["implicit"]
    assert grants("token id_token code") == ["authorization_code", "implicit"]


def test_a_parent_is_always_asked_and_nobody_looked_at_it(anybody: Registrant) -> None:
    told = anybody.register(asks_consent=False, self_registered=False).content
    client = anybody.provider.directory.clients.find(told["client_id"])
    assert client is not None
    assert client.asks_consent
    assert client.self_registered


def test_what_an_administrator_decides_cannot_be_registered(anybody: Registrant) -> None:
    asked: dict[str, object] = {
        "profile": "fapi2", "scopes": ["gpi.children"], "child_numbers": True, "sector": "board",
        "implied_scopes": ["gpi"], "aliases": ["tenant/policy"], "match_policy": "inform",
        "scope_claims_in_id_token": True,
        "id_token_seconds": 86_400, "resources": ["https://api.example.org/"],
        "protected_resources": ["https://api.example.org/"], "id": "portal", "disabled": True,
        "authorization_details_types": ["x"], "start_uri": "https://evil.test/",
        "branding": {"support_address": "evil@evil.test"}, "nonce_seconds": 1,
    }  # fmt: skip
    told = anybody.register(**asked, scope="openid gpi gpi.children").content
    client = anybody.provider.directory.clients.find(told["client_id"])
    assert client is not None
    assert client.profile is Profile.LEGACY
    assert client.scopes == ("openid",)
    assert client.branding.support_address is None
    assert set(asked).isdisjoint(told)
    for name in set(asked) - {"branding", "profile", "scopes", "id"}:
        assert getattr(client, name) in {None, False, (), "require"}, name


def test_a_member_that_is_not_known_is_left_out(anybody: Registrant) -> None:
    told = anybody.register(frobnicate="yes", **{"frobnicate#fr": "oui"}).content
    assert not [name for name in told if "frobnicate" in name]
    with anybody.provider.database.engine.connect() as connection:
        assert "frobnicate" not in str(connection.exec_driver_sql("SELECT * FROM client").all())


def test_null_counts_as_absent(anybody: Registrant) -> None:
    answer = anybody.register(jwks=None, jwks_uri=None, client_name=None, response_types=None)
    assert answer.content["response_types"] == ["code"]


def test_a_name_in_several_languages_is_kept(anybody: Registrant) -> None:
    said = {
        "client_name": "Portal", "client_name#fr": "Portail", "client_name#ja-Jpan-JP": "ポータル",
        "policy_uri": "https://portal.example.org/p",
        "policy_uri#fr-CA": "https://portal.example.org/politique",
    }  # fmt: skip
    answer = anybody.register(**said)
    assert {name: answer.content[name] for name in said} == said
    client = anybody.provider.directory.clients.find(answer.content["client_id"])
    assert client is not None
    assert (client.branding.name_fr, client.branding.name_en) == ("Portail", "Portal")
    assert client.branding.policy_uri == said["policy_uri#fr-CA"]


def test_a_portal_without_a_name_goes_by_its_host(anybody: Registrant) -> None:
    client = anybody.provider.directory.clients.find(anybody.register().content["client_id"])
    assert client is not None
    assert client.branding.name_fr == "portal.example.org"


def test_every_member_comes_back(anybody: Registrant) -> None:
    sent: dict[str, object] = {
        "redirect_uris": [CALLBACK, f"{CALLBACK}?dummy1=lorem"],
        "response_types": ["code", "code id_token"],
        "grant_types": ["authorization_code", "implicit", "refresh_token"],
        "contacts": ["soutien@portail.example.org"], "client_name": "Portail",
        "logo_uri": "https://portal.example.org/logo.png",
        "client_uri": "https://portal.example.org/",
        "policy_uri": "https://portal.example.org/policy",
        "tos_uri": "https://portal.example.org/tos",
        "subject_type": "pairwise", "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256", "jwks": JWKS,
        "id_token_signed_response_alg": "ES256",
        "id_token_encrypted_response_alg": "ECDH-ES", "id_token_encrypted_response_enc": "A256GCM",
        "userinfo_signed_response_alg": "RS256", "userinfo_encrypted_response_alg": "ECDH-ES",
        "request_object_signing_alg": "ES256", "default_max_age": 3600, "require_auth_time": True,
        "default_acr_values": ["urn:parvis:acr:password"],
        "initiate_login_uri": "https://portal.example.org/start",
        "request_uris": ["https://portal.example.org/r#hash"], "software_id": "x",
        "software_version": "1", "post_logout_redirect_uris": ["https://portal.example.org/bye"],
        "require_pushed_authorization_requests": True, "dpop_bound_access_tokens": True,
        "application_type": "native", "scope": "openid email",
    }  # fmt: skip
    answer = anybody.register(**sent)
    assert answer.status == 201, answer.content
    assert {name: answer.content.get(name) for name in sent} == sent
    assert "client_secret" not in answer.content


def test_a_native_program_may_register_a_scheme_of_its_own(
    house_settings: Settings, clock: TestClock
) -> None:
    provider = house_with(house_settings, clock, mode="open")
    own = ["ca.exemple.app:/retour"]
    sent = {"application_type": "native", "token_endpoint_auth_method": "none"}
    answer = registrant(provider).register(redirect_uris=own, **sent)
    assert answer.content["redirect_uris"] == own
    provider.database.close()


REFUSED: dict[str, dict[str, Any]] = {
    "a fragment": {"redirect_uris": [f"{CALLBACK}#x"]},
    "no redirect": {"redirect_uris": []},
    "plain http": {"redirect_uris": ["http://portal.example.org/cb"]},
    "localhost for the web": {"redirect_uris": ["http://localhost/cb"]},
    "localhost for the implicit grant": {
        "redirect_uris": ["https://localhost/cb"],
        "grant_types": ["implicit"],
        "response_types": ["id_token"],
    },
    "a scheme of its own for the web": {"redirect_uris": ["com.example:/cb"]},
    "a scheme without a domain": {"redirect_uris": ["example:/cb"], "application_type": "native"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_redirect_that_is_not_safe_is_refused(anybody: Registrant, case: str) -> None:
    assert anybody.register(**REFUSED[case]).error == (400, "invalid_redirect_uri")


WRONG: dict[str, dict[str, Any]] = {
    "a text for a list": {"response_types": "code"},
    "a number in a list": {"contacts": [1]},
    "a text for a number": {"default_max_age": "1"},
    "a negative age": {"default_max_age": -1},
    "a boolean for a number": {"default_max_age": True},
    "an endless age": {"default_max_age": 10**100},
    "a number for a boolean": {"require_auth_time": 1},
    "an object for a text": {"client_name": {"fr": "x"}},
    "a text for keys": {"jwks": "{}"},
    "keys that are none": {"jwks": {"keys": [{}]}},
    "a private key": {"jwks": {"keys": [KEY.as_dict(private=True)]}},
    "keys and where they are": {"jwks": JWKS, "jwks_uri": "https://portal.example.org/k"},
    "no keys to verify by": {"token_endpoint_auth_method": "private_key_jwt"},
    "no keys to encrypt to": {"id_token_encrypted_response_alg": "RSA-OAEP-256"},
    "RSA1_5": {"userinfo_encrypted_response_alg": "RSA1_5", "jwks": JWKS},
    "an unknown enc": {
        "userinfo_encrypted_response_alg": "ECDH-ES",
        "userinfo_encrypted_response_enc": "A192CBC-HS384",
        "jwks": JWKS,
    },
    "an enc alone": {"id_token_encrypted_response_enc": "A256GCM", "jwks": JWKS},
    "an unsigned id_token": {"id_token_signed_response_alg": "none"},
    "a shared signature": {"id_token_signed_response_alg": "HS256"},
    "unsigned userinfo by name": {"userinfo_signed_response_alg": "none"},
    "an unknown method": {"token_endpoint_auth_method": "password"},
    "an unknown subject": {"subject_type": "secret"},
    "an unknown kind": {"application_type": "toaster"},
    "an unknown response": {"response_types": ["token"]},
    "a response without its grant": {"response_types": ["id_token"], "grant_types": []},
    "a code without its grant": {"response_types": ["code"], "grant_types": ["implicit"]},
    "an unknown grant": {"grant_types": ["authorization_code", "password"]},
    "a grant for the trusted": {"grant_types": ["client_credentials"]},
    "a login address by http": {"initiate_login_uri": "http://portal.example.org/start"},
    "a login address of loopback": {"initiate_login_uri": "http://127.0.0.1/start"},
    "a sector by http": {"sector_identifier_uri": "http://127.0.0.1/list"},
    "several hosts without sector": {
        "redirect_uris": [CALLBACK, "https://other.example.org/cb"],
        "subject_type": "pairwise",
    },
    "a contact that is none": {"contacts": ["evil"]},
    "an empty name": {"client_name": ""},
    "a long name": {"client_name": "x" * 101},
    "a name that turns round": {"client_name": "Minist\u202eère"},
    "a name with a line": {"client_name#fr": "Portail\nvérifié"},
    "a name that hides letters": {"client_name": "Por\u200btail"},
    "a name with an address": {"client_name": "Compte suspendu : soutien@evil.example"},
    "a name with a link": {"client_name": "Compte suspendu : payez sur https://evil.example"},
    "a name with a site, in one language": {"client_name": "Portail", "client_name#en": "evil.com"},
    "a name with a telephone": {"client_name": "Appelez le 1 800 555-0199"},
    "a name that is a code": {"client_name": "1234 5678"},
    "a logo of ours": {"logo_uri": "/static/parvis.svg"},
    "a logo of loopback": {"logo_uri": "http://127.0.0.1/logo.png"},
    "too much": {"post_logout_redirect_uris": [f"https://x.test/{n:0400}" for n in range(50)]},
    "a scope that is no text": {"scope": ["openid"]},
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_metadata_that_cannot_be_is_refused(anybody: Registrant, case: str) -> None:
    answer = anybody.register(**WRONG[case])
    assert answer.error == (400, "invalid_client_metadata"), answer.content
    assert answer.content["error_description"].isascii()
    assert anybody.provider.directory.clients.all() == ()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'"x"', b"{", b"\xff\xfe", b'{"redirect_uris": NaN',
        b'{"redirect_uris": ["https://a.example/"], "redirect_uris": ["https://b.example/"]}',
        b'{"redirect_uris": ["https://a.example/"], "client_name": "\\ud800"}',
        b'{"x":' * 20_000, b"[" * 60_000, b'{"default_max_age": ' + b"9" * 5_000 + b"}",
        b'{"redirect_uris": ["' + b"x" * 70_000 + b'"]}',
    ],
)  # fmt: skip
@on_one_database
def test_a_body_that_is_none_is_refused(anybody: Registrant, body: bytes) -> None:
    assert anybody.send("POST", "/register", None, body).error == (400, "invalid_client_metadata")


@on_one_database
def test_only_json_is_read(anybody: Registrant) -> None:
    answer = anybody.browser.post("/register", data={"redirect_uris": CALLBACK})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_client_metadata")


@on_one_database
def test_a_software_statement_is_nobody_s_word(anybody: Registrant) -> None:
    answer = anybody.register(software_statement="e30.e30.e30")
    assert answer.error == (400, "unapproved_software_statement")
    statements: tuple[object, ...] = ("x", 1, {}, "")
    for statement in statements:
        answer = anybody.register(software_statement=statement)
        assert answer.error == (400, "invalid_software_statement")


@on_one_database
def test_what_a_client_wrote_comes_back_in_plain_ascii(anybody: Registrant) -> None:
    answer = anybody.register(grant_types=['é"\\\n\u202e<script>'])
    told = answer.content["error_description"]
    assert told.isascii()
    assert told.isprintable()
    assert not set('"\\') & set(told)


@on_one_database
def test_weak_keys_are_refused(anybody: Registrant) -> None:
    weak = {"kty": "RSA", "e": "AQAB", "n": "v" * 171}
    strong = RSAKey.generate_key(2048).as_dict(private=False)
    assert anybody.register(jwks={"keys": [weak]}).status == 400
    assert anybody.register(jwks={"keys": [strong]}).status == 201


def test_what_happened_is_recorded(anybody: Registrant) -> None:
    told = anybody.register().content
    with anybody.provider.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit_event").all()
    found = json.dumps([str(row) for row in rows])
    assert told["client_id"] in found
    assert "registered" in found
