"""ID tokens and access tokens, claim by claim (OpenID Connect Core §2, RFC 9068)."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from msgspec.structs import replace

from idp.clients import Client
from idp.ids import ClientId
from tests.conftest import TestClock, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, claims_of, part_of

pytestmark = on_one_database


def test_an_id_token_says_all_that_is_due_and_nothing_else(
    relying_party: RelyingParty, clock: TestClock
) -> None:
    signed_in_at = clock.seconds()
    clock.advance(30)
    tokens = relying_party.tokens()
    now = clock.seconds()
    claims = claims_of(tokens["id_token"])
    assert claims == {
        "iss": relying_party.provider.settings.server.issuer,
        "sub": claims["sub"],
        "aud": "relying-party",
        "iat": now,
        "exp": now + 600,
        "auth_time": signed_in_at,
        "nonce": "the-nonce",
        "amr": ["pwd"],
        "acr": "urn:parvis:acr:password",
        "sid": claims["sid"],
        "at_hash": claims["at_hash"],
    }
    assert claims["sub"]
    assert claims["sid"]


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # RFC 9864 gives it another name
@pytest.mark.parametrize(
    ("algorithm", "hashing"),
    [("RS256", "sha256"), ("PS256", "sha256"), ("ES256", "sha256"), ("EdDSA", "sha512")],
)
def test_each_algorithm_signs_and_hashes_as_it_should(
    relying_party: RelyingParty, algorithm: str, hashing: str
) -> None:
    client: Client = replace(
        relying_party.client, id=ClientId("other"), id_token_signed_response_alg=algorithm
    )
    secret = register(relying_party.provider, client).secret
    tokens = replace(relying_party, client=client, secret=secret).tokens()
    assert part_of(tokens["id_token"], 0)["alg"] == algorithm
    document = relying_party.provider.keys.current().document
    keys = KeySet.import_key_set(json.loads(document))
    claims = jwt.decode(tokens["id_token"], keys, algorithms=[algorithm]).claims
    digest = hashlib.new(hashing, tokens["access_token"].encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    assert claims["at_hash"] == half


def test_an_access_token_is_typed_short_lived_and_for_us_alone(
    relying_party: RelyingParty,
) -> None:
    token = relying_party.tokens()["access_token"]
    issuer = relying_party.provider.settings.server.issuer
    header, claims = part_of(token, 0), claims_of(token)
    assert header["typ"] == "at+jwt"
    assert claims["aud"] == claims["iss"] == issuer
    assert claims["exp"] - claims["iat"] == 600
    assert claims["client_id"] == "relying-party"
    assert claims["grant_id"]


def test_a_client_may_have_id_tokens_of_its_own_length(relying_party: RelyingParty) -> None:
    client = replace(relying_party.client, id=ClientId("long"), id_token_seconds=3_600)
    secret = register(relying_party.provider, client).secret
    claims = claims_of(replace(relying_party, client=client, secret=secret).tokens()["id_token"])
    assert claims["exp"] - claims["iat"] == 3_600


def test_no_secret_of_a_token_is_in_the_database(relying_party: RelyingParty) -> None:
    code = relying_party.code()
    tokens = relying_party.redeem(code)
    url = relying_party.provider.settings.database.url
    content = b"".join(
        path.read_bytes() for path in Path(url.removeprefix("sqlite:///")).parent.glob("parvis.db*")
    )
    grant, _, mac = tokens["refresh_token"].split(".")
    assert grant.encode() in content
    for secret in (code, mac, relying_party.secret, relying_party.session or ""):
        assert secret.encode() not in content
