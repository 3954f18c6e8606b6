"""Answers that only the client can read (OpenID Connect Core §10.2, §5.3.2; JARM §2.2)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from msgspec.structs import replace

from idp.clients import Profile
from idp.ids import ClientId
from idp.keys.algorithms import CONTENT_ENCRYPTION, KEY_ENCRYPTION, JoseKey
from idp.protocol.errors import EncryptionKeyMissingError
from idp.settings import OutboundSettings, Settings
from idp.wiring import Provider, build
from tests.conftest import TestClock, make_parent, register
from tests.databases import on_one_database
from tests.publisher import Publisher, publishing
from tests.relying_party import VERIFIER, RelyingParty, claims_of, fields, sign_in
from tests.web_application import browser_of

pytestmark = on_one_database
RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "enc"})
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "enc"})
OKP = OKPKey.generate_key("X25519", {"kid": "okp", "use": "enc"})
SIGNING = RSAKey.generate_key(2048, {"kid": "signing", "use": "sig"})
KEYS: dict[bool, tuple[JoseKey, ...]] = {True: (RSA,), False: (EC, OKP)}
REGISTRY = jwe.JWERegistry(algorithms=[*KEY_ENCRYPTION, *CONTENT_ENCRYPTION])


def published(*keys: JoseKey) -> str:
    return json.dumps(KeySet([*keys]).as_dict(private=False))


def encrypting(party: RelyingParty, *keys: JoseKey, **registered: Any) -> RelyingParty:  # noqa: ANN401
    """Register a client like that of `party`, to which answers are encrypted."""
    jwks = published(SIGNING, *keys) if keys else None
    client = replace(party.client, id=ClientId("encrypting"), jwks=jwks, **registered)
    return replace(party, client=client, secret=register(party.provider, client).secret)


def opened(token: str, *keys: JoseKey) -> tuple[dict[str, Any], str]:
    """Return the header and what was inside."""
    found = jwe.decrypt_compact(token, KeySet([*keys]), registry=REGISTRY)
    assert found.plaintext is not None
    return dict(found.protected), found.plaintext.decode()


def verified(provider: Provider, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(json.loads(provider.keys.current().document))
    return dict(jwt.decode(token, keys, algorithms=["RS256", "ES256"]).claims)


@pytest.mark.parametrize("content", [None, *CONTENT_ENCRYPTION])
@pytest.mark.parametrize(
    ("algorithm", "key"),
    [(algorithm, key) for algorithm in KEY_ENCRYPTION for key in KEYS[algorithm.startswith("RSA")]],
)
def test_an_id_token_is_signed_and_then_encrypted(
    relying_party: RelyingParty, algorithm: str, key: JoseKey, content: str | None
) -> None:
    party = encrypting(
        relying_party,
        key,
        id_token_encrypted_response_alg=algorithm,
        id_token_encrypted_response_enc=content,
    )
    answer = party.tokens()
    header, inside = opened(answer["id_token"], key)
    assert header["alg"] == algorithm
    assert header["enc"] == (content or "A128CBC-HS256")
    assert (header["kid"], header["cty"]) == (key.kid, "JWT")
    claims = verified(party.provider, inside)
    assert claims["aud"] == "encrypting"
    assert claims["nonce"] == "the-nonce"
    renewed = opened(party.refresh(answer["refresh_token"])["id_token"], key)[1]
    assert verified(party.provider, renewed)["sub"] == claims["sub"]
    assert "error" not in fields(party.authorize(prompt="none", id_token_hint=inside))


def test_the_id_token_of_the_front_channel_too(legacy_party: RelyingParty) -> None:
    party = encrypting(legacy_party, EC, id_token_encrypted_response_alg="ECDH-ES")
    answer = fields(party.authorize(response_type="code id_token"))
    inside = opened(answer["id_token"], EC)[1]
    assert verified(party.provider, inside)["c_hash"]
    assert opened(party.redeem(answer["code"])["id_token"], EC)


def test_an_answer_as_a_whole_and_its_errors(relying_party: RelyingParty) -> None:
    party = encrypting(
        relying_party,
        RSA,
        authorization_encrypted_response_alg="RSA-OAEP-256",
        authorization_encrypted_response_enc="A256GCM",
    )
    answer = fields(party.authorize(response_mode="query.jwt"))["response"]
    claims = verified(party.provider, opened(answer, RSA)[1])
    assert party.redeem(claims["code"])["access_token"]
    refusal = fields(party.authorize(response_mode="query.jwt", scope="x"))["response"]
    assert verified(party.provider, opened(refusal, RSA)[1])["error"] == "invalid_scope"


@pytest.mark.parametrize("signed", [None, "RS256", "ES256"])
@pytest.mark.parametrize("encrypted", [None, "ECDH-ES+A256KW"])
def test_userinfo_is_signed_encrypted_or_both(
    relying_party: RelyingParty, signed: str | None, encrypted: str | None
) -> None:
    party = encrypting(
        relying_party,
        EC,
        userinfo_signed_response_alg=signed,
        userinfo_encrypted_response_alg=encrypted,
    )
    tokens = party.tokens()
    answer = browser_of(party.provider).get(
        "/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}
    )
    assert answer.status_code == 200
    plain = signed is None and encrypted is None
    assert answer.mimetype == ("application/json" if plain else "application/jwt")
    text = answer.get_data(as_text=True)
    if encrypted:
        header, text = opened(text, EC)
        assert header.get("cty") == ("JWT" if signed else None)
    claims = verified(party.provider, text) if signed else json.loads(text)
    assert claims["sub"] == claims_of(tokens["id_token"])["sub"]
    assert claims["email"] == "marie.tremblay@exemple.quebec"
    if signed:
        assert (claims["iss"], claims["aud"]) == (party.provider.issuer, "encrypting")
        assert claims.keys().isdisjoint({"exp", "iat", "nonce"})


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as told:
        yield told


@pytest.fixture
def party(
    house_settings: Settings, clock: TestClock, publisher: Publisher, relying_party: RelyingParty
) -> Iterator[RelyingParty]:
    """A client that publishes its keys, at a house that may call its own machine."""
    here = OutboundSettings(allow_loopback=True, total_seconds=1.0)
    provider = build(replace(house_settings, outbound=here), clock)
    parent = make_parent(provider, "louise.gagnon@exemple.quebec")
    party = replace(relying_party, provider=provider, session=sign_in(provider, parent.account))
    yield encrypting(
        party,
        jwks_uri=f"{publisher.uri}/keys",
        profile=Profile.LEGACY,
        response_types=("code", "code id_token"),
        id_token_encrypted_response_alg="ECDH-ES",
        authorization_encrypted_response_alg="ECDH-ES",
    )
    provider.database.close()


@pytest.mark.parametrize("fault", ["down", "no key of that kind", "only for signatures"])
def test_a_missing_key_spends_nothing(
    party: RelyingParty, publisher: Publisher, clock: TestClock, fault: str
) -> None:
    publisher.status = 503 if fault == "down" else 200
    publisher.body = published(RSA if fault == "no key of that kind" else SIGNING)
    code = party.code()
    with pytest.raises(EncryptionKeyMissingError):
        party.redeem(code)
    asked = party.authorize(response_type="code id_token")
    assert fields(asked)["error"] == "invalid_request"
    publisher.status, publisher.body = 200, published(EC)
    clock.advance(seconds=11)
    if fault != "down":
        clock.advance(minutes=5)
        code = party.code()
    assert opened(party.redeem(code, code_verifier=VERIFIER)["id_token"], EC)


def test_an_error_is_told_although_no_key_is_there(
    party: RelyingParty, publisher: Publisher
) -> None:
    publisher.status = 503
    answer = fields(party.authorize(response_mode="query.jwt"))["response"]
    assert verified(party.provider, answer)["error"] == "invalid_request"


def test_a_new_key_is_used_when_the_old_one_has_aged(
    party: RelyingParty, publisher: Publisher, clock: TestClock
) -> None:
    publisher.body = published(EC)
    assert opened(party.tokens()["id_token"], EC)
    newer = ECKey.generate_key("P-256", {"kid": "newer", "use": "enc"})
    publisher.body = published(newer)
    clock.advance(minutes=6)
    assert opened(party.tokens()["id_token"], newer)[0]["kid"] == "newer"
