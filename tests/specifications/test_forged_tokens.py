"""Nothing that we did not sign, for this very use, opens anything (RFC 8725; security: 2.2).

Each forgery comes twice: the first must leave nothing behind that lets the second in.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey
from msgspec import structs
from msgspec.structs import replace

from idp.clients import AuthenticationMethod
from idp.ids import ClientId
from idp.keys.algorithms import JoseKey
from idp.protocol.errors import (
    InvalidClientError,
    InvalidDpopProofError,
    InvalidRequestError,
    InvalidTokenError,
    NotRedirectableError,
)
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE
from tests.conftest import register
from tests.databases import on_one_database
from tests.key_holder import KeyHolder
from tests.relying_party import RelyingParty, claims_of, fields, get, part_of, post

OURS = ECKey.generate_key("P-256", {"kid": "attacker"})
CLIENTS_KEY = RSAKey.generate_key(2048, {"kid": "k1"})
Forge = Callable[[dict[str, Any], dict[str, Any], JoseKey], str]


def encoded(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(algorithm: str) -> Forge:
    def forge(header: dict[str, Any], claims: dict[str, Any], _key: JoseKey) -> str:
        return f"{encoded({**header, 'alg': algorithm})}.{encoded(claims)}."

    return forge


def with_public_key(form: str) -> Forge:
    """HS256, keyed with what everybody knows of the key."""

    def forge(header: dict[str, Any], claims: dict[str, Any], key: JoseKey) -> str:
        public: Any = key.public_key
        public = public.public_key() if hasattr(public, "public_key") else public
        info = PublicFormat.SubjectPublicKeyInfo
        secret = {
            "pem": public.public_bytes(Encoding.PEM, info),
            "der": public.public_bytes(Encoding.DER, info),
            "jwk": json.dumps(key.as_dict(private=False)).encode(),
            "empty": b"",
        }[form]
        signed = f"{encoded({**header, 'alg': 'HS256'})}.{encoded(claims)}"
        mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{encoded(mac)}"

    return forge


def signed_by_us(more: dict[str, Any]) -> Forge:
    """Our own good signature under a header that says where to find the key."""

    def forge(header: dict[str, Any], claims: dict[str, Any], _key: JoseKey) -> str:
        told = {**header, "alg": "ES256", "typ": header["typ"], **more}
        body = f"{encoded(told)}.{encoded(claims)}"
        signature = jws.serialize_compact({"alg": "ES256"}, b"x", OURS).split(".")[2]
        return f"{body}.{signature}"

    return forge


def with_header(more: dict[str, Any], good: bool = True) -> Forge:  # noqa: FBT001, FBT002
    """Sign with the attacker's key under the real kid and `more`."""

    def forge(header: dict[str, Any], claims: dict[str, Any], _key: JoseKey) -> str:
        told = {**header, **more}
        if not good:
            told.pop("kid", None)
        return f"{encoded(told)}.{encoded(claims)}.{encoded(b'x' * 64)}"

    return forge


def raw(header: bytes, payload: bytes = b"{}", signature: bytes = b"x") -> Forge:
    def forge(_h: dict[str, Any], _c: dict[str, Any], _key: JoseKey) -> str:
        return ".".join(encoded(part) for part in (header, payload, signature))

    return forge


FORGERIES: dict[str, Forge] = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg nOnE": unsigned("nOnE"),
    "HS256 by PEM": with_public_key("pem"),
    "HS256 by DER": with_public_key("der"),
    "HS256 by JWK": with_public_key("jwk"),
    "HS256 by nothing": with_public_key("empty"),
    "own jwk": signed_by_us({"jwk": OURS.as_dict(private=False)}),
    "jku": signed_by_us({"jku": "http://127.0.0.1:27099/keys"}),
    "x5u": signed_by_us({"x5u": "http://127.0.0.1:27099/x"}),
    "x5c": signed_by_us({"x5c": ["AAAA"]}),
    "kid path": with_header({"kid": "../../dev/null"}),
    "kid SQL": with_header({"kid": "' OR 1=1--"}),
    "kid NUL": with_header({"kid": "\0"}),
    "kid number": with_header({"kid": 1}),
    "kid list": with_header({"kid": ["a"]}),
    "kid long": with_header({"kid": "k" * 65_536}),
    "kid absent": with_header({}, good=False),
    "crit exp": with_header({"crit": ["exp"]}),
    "crit x": with_header({"crit": ["x"], "x": 1}),
    "crit empty": with_header({"crit": []}),
    "b64": with_header({"b64": False, "crit": ["b64"]}),
    "zip": with_header({"zip": "DEF"}),
    "p2c": with_header({"alg": "PBES2-HS256+A128KW", "p2c": 10**9}),
    "RSA1_5": with_header({"alg": "RSA1_5", "enc": "A128CBC-HS256"}),
    "other alg": with_header({"alg": "PS256"}),
    "alg list": with_header({"alg": ["RS256"]}),
    "alg absent": with_header({"alg": None}),
    "odd signature": with_header({"alg": "ES256"}),
    "zero signature": lambda header, claims, _: (
        f"{encoded({**header, 'alg': 'ES256'})}.{encoded(claims)}.{encoded(bytes(64))}"
    ),
    "JSON serialization": lambda header, claims, _: json.dumps(
        {
            "protected": encoded({"alg": "RS256"}),
            "header": {**header, "crit": ["exp"]},
            "payload": encoded(claims),
            "signature": encoded(b"x"),
        }
    ),
    "a name twice": raw(b'{"alg":"none","alg":"RS256"}'),
    "five parts": lambda *_: ".".join(["e30"] * 5),
    "two parts": lambda *_: "e30.e30",
    "no JSON": raw(b"no"),
    "no UTF-8": raw(b"\xff\xfe\xfd"),
    "a list": raw(b"[]"),
    "null": raw(b"null"),
    "nested": raw(b"[" * 10_000 + b"]" * 10_000),
    "nested object": raw(b'{"alg":' * 3_000 + b"1" + b"}" * 3_000),
    "huge number": raw(b'{"kid": ' + b"9" * 5_000 + b"}"),
    "no base64": lambda *_: "!!!.???.***",
    "padding": lambda *_: "e30=.e30=.e30=",
    "not ASCII": lambda *_: "é.é.é",
    "surrogate": lambda *_: "\udcff.\udcff.\udcff",
    "NUL": lambda *_: "\0.\0.\0",
    "dots": lambda *_: "...",
    "nothing": lambda *_: ".",
    "long": lambda *_: "e30." + "A" * 1_000_000 + ".AAAA",
}


@pytest.fixture(params=FORGERIES)
def forge(request: pytest.FixtureRequest) -> Forge:
    """One way of forging."""
    return FORGERIES[request.param]


def forged(party: RelyingParty, token: str, forge: Forge) -> str:
    header, claims = part_of(token, 0), claims_of(token)
    key = party.provider.keys.verifying(header["kid"])
    assert key is not None
    return forge(header, claims, key.jose)


@on_one_database
def test_a_forged_bearer_token_is_refused(relying_party: RelyingParty, forge: Forge) -> None:
    token = forged(relying_party, relying_party.tokens()["access_token"], forge)
    for _ in range(2):
        with pytest.raises(InvalidTokenError):
            relying_party.userinfo(token)
        assert introspected(relying_party, token) == {"active": False}


@on_one_database
def test_a_forged_hint_is_refused(relying_party: RelyingParty, forge: Forge) -> None:
    hint = forged(relying_party, relying_party.tokens()["id_token"], forge)
    for _ in range(2):
        answer = fields(relying_party.authorize(id_token_hint=hint, prompt="none"))
        assert answer["error"] == "invalid_request"
        with pytest.raises(NotRedirectableError):
            relying_party.provider.protocol.end_session.read(get(id_token_hint=hint))


@on_one_database
def test_a_forged_assertion_is_refused(relying_party: RelyingParty, forge: Forge) -> None:
    client = replace(
        relying_party.client,
        id=ClientId("signer"),
        token_endpoint_auth_method=AuthenticationMethod.PRIVATE_KEY_JWT,
        jwks=json.dumps({"keys": [CLIENTS_KEY.as_dict(private=False)]}),
    )
    register(relying_party.provider, client)
    now = relying_party.provider.clock.seconds()
    claims = {
        "iss": "signer",
        "sub": "signer",
        "aud": relying_party.provider.settings.server.issuer,
        "jti": "j",
        "exp": now + 60,
    }
    header = {"alg": "RS256", "kid": "k1", "typ": "JWT"}
    form = {
        "token": "x",
        "client_assertion": forge(header, claims, CLIENTS_KEY),
        "client_assertion_type": ASSERTION_TYPE,
    }
    for _ in range(2):
        with pytest.raises(Exception) as raised:  # noqa: PT011 - which of two is said below
            relying_party.provider.protocol.revocation.answer(post(form))
        assert raised.type.__name__ in {"InvalidClientError", "InvalidRequestError"}
    good = jwt.encode(header, claims, CLIENTS_KEY)
    relying_party.provider.protocol.revocation.answer(post({**form, "client_assertion": good}))
    with pytest.raises(InvalidClientError):
        relying_party.provider.protocol.revocation.answer(post({**form, "client_assertion": good}))


@on_one_database
def test_a_forged_assertion_by_a_secret_is_refused(
    relying_party: RelyingParty, forge: Forge
) -> None:
    client = replace(
        relying_party.client,
        id=ClientId("signer"),
        token_endpoint_auth_method=AuthenticationMethod.CLIENT_SECRET_JWT,
        jwks=json.dumps({"keys": [CLIENTS_KEY.as_dict(private=False)]}),
    )
    register(relying_party.provider, client)
    now, issuer = (
        relying_party.provider.clock.seconds(),
        relying_party.provider.settings.server.issuer,
    )
    names = {"iss": "signer", "sub": "signer", "jti": "j"}
    claims = {**names, "aud": issuer, "exp": now + 60}
    proof = forge({"alg": "HS256", "kid": "k1", "typ": "JWT"}, claims, CLIENTS_KEY)
    form = {"token": "x", "client_assertion": proof, "client_assertion_type": ASSERTION_TYPE}
    with pytest.raises((InvalidClientError, InvalidRequestError)):
        relying_party.provider.protocol.revocation.answer(post(form))


@on_one_database
def test_a_forged_proof_of_possession_is_refused(relying_party: RelyingParty, forge: Forge) -> None:
    holder = KeyHolder(relying_party.provider.settings.server.issuer, relying_party.provider.clock)
    jwk = holder.key.as_dict(private=False)
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": jwk}
    forged_proof = forge(header, holder.claims("/token"), holder.key)
    form = {
        "grant_type": "refresh_token",
        "refresh_token": "x",
        "client_id": relying_party.client.id,
        "client_secret": relying_party.secret,
    }
    for _ in range(2):
        with pytest.raises(InvalidDpopProofError):
            relying_party.provider.protocol.token.answer(
                structs.replace(post(form), path="/token", dpop=forged_proof)
            )


@on_one_database
def test_a_token_of_one_kind_is_none_of_another(relying_party: RelyingParty) -> None:
    tokens = relying_party.tokens()
    for name in ("id_token", "refresh_token"):
        with pytest.raises(InvalidTokenError):
            relying_party.userinfo(tokens[name])
    for name in ("access_token", "refresh_token"):
        with pytest.raises(NotRedirectableError):
            relying_party.provider.protocol.end_session.read(get(id_token_hint=tokens[name]))
        answer = fields(relying_party.authorize(id_token_hint=tokens[name]))
        assert answer["error"] == "invalid_request"


@on_one_database
def test_a_hint_given_to_another_client_is_refused(
    relying_party: RelyingParty, legacy_party: RelyingParty
) -> None:
    hint = legacy_party.tokens()["id_token"]
    assert fields(relying_party.authorize(id_token_hint=hint))["error"] == "invalid_request"
    with pytest.raises(NotRedirectableError):
        relying_party.provider.protocol.end_session.read(
            get(id_token_hint=hint, client_id=relying_party.client.id)
        )


@on_one_database
def test_an_altered_signature_or_claim_is_refused(relying_party: RelyingParty) -> None:
    header, claims, signature = relying_party.tokens()["access_token"].split(".")
    other = encoded({**claims_of(f".{claims}."), "scope": "openid gpi.children"})
    for token in (
        f"{header}.{other}.{signature}",
        f"{header}.{claims}.{signature[:-4]}AAAA",
        f"{header}.{claims}.",
        f"{header}.{claims}.{signature}.",
        f" {header}.{claims}.",
    ):
        with pytest.raises(InvalidTokenError):
            relying_party.userinfo(token)


def introspected(party: RelyingParty, token: str) -> dict[str, Any]:
    form = {"client_id": party.client.id, "client_secret": party.secret, "token": token}
    if len(token) > 8_192 or not token.strip(".") or "\0" in token or "\udcff" in token:
        return {"active": False}
    return party.provider.protocol.introspection.answer(post(form))
