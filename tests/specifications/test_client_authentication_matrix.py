"""A client proves itself by its registered method, and by no other (RFC 6749 §2.3)."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from idp.clients import AuthenticationMethod, Client
from idp.clients.registration import disable_client
from idp.ids import ClientId, new_id
from idp.parts import Parts
from idp.protocol.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidTokenError,
    ProtocolError,
)
from idp.protocol.incoming import Incoming
from idp.protocol.token.client_authentication.private_key_jwt import ASSERTION_TYPE
from tests.conftest import TestClock, register
from tests.relying_party import RelyingParty, post

KEY = ECKey.generate_key("P-256", {"kid": "k1"})
JWKS = json.dumps({"keys": [KEY.as_dict(private=False)]})
METHODS = tuple(AuthenticationMethod)


def client_for(relying_party: RelyingParty, method: AuthenticationMethod) -> RelyingParty:
    client: Client = replace(
        relying_party.client,
        id=ClientId(f"by-{method}"),
        token_endpoint_auth_method=method,
        jwks=JWKS,
    )
    secret = register(relying_party.house, client).secret
    return replace(relying_party, client=client, secret=secret)


def assertion(party: RelyingParty, **changes: object) -> str:
    now = party.house.clock.seconds()
    claims: dict[str, Any] = {
        "iss": party.client.id,
        "sub": party.client.id,
        "aud": party.house.settings.server.issuer,
        "jti": new_id(),
        "iat": now,
        "exp": now + 60,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": "k1"}, kept, KEY)


def proven(party: RelyingParty, method: AuthenticationMethod, form: dict[str, str]) -> Incoming:
    """Return `form` with a good proof by `method`."""
    if method is AuthenticationMethod.BASIC:
        return post(form, authorization=basic(party.client.id, party.secret))
    named = {**form, "client_id": party.client.id}
    if method is AuthenticationMethod.POST:
        return post({**named, "client_secret": party.secret})
    if method is AuthenticationMethod.NONE:
        return post(named)
    return post(
        {**named, "client_assertion": assertion(party), "client_assertion_type": ASSERTION_TYPE}
    )


def basic(client_id: str, secret: str) -> str:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def endpoints(house: Parts) -> dict[str, Callable[[Incoming], object]]:
    return {
        "token": house.token.answer,
        "introspect": house.introspection.answer,
        "revoke": house.revocation.answer,
    }


@pytest.mark.parametrize("used", METHODS)
@pytest.mark.parametrize("registered", METHODS)
def test_only_the_registered_method_opens_each_endpoint(
    relying_party: RelyingParty, registered: AuthenticationMethod, used: AuthenticationMethod
) -> None:
    party = client_for(relying_party, registered)
    forms = {
        "token": {"grant_type": "refresh_token", "refresh_token": "x"},
        "introspect": {"token": "x"},
        "revoke": {"token": "x"},
    }
    for name, answer in endpoints(party.house).items():
        try:
            answer(proven(party, used, forms[name]))
            code = "answered"
        except ProtocolError as error:
            code = error.code
        public_asks = name == "introspect" and used is AuthenticationMethod.NONE
        if used is not registered or public_asks:
            assert code == "invalid_client", name
        else:
            assert code in {"answered", "invalid_grant"}, name


@pytest.mark.parametrize(
    "secret", ["", "x", "wrong" * 10, "é" * 40, "\udcff", "x" * 8_000, "%zz", ":"]
)
def test_a_wrong_secret_is_refused(relying_party: RelyingParty, secret: str) -> None:
    with pytest.raises((InvalidClientError, InvalidRequestError)):
        relying_party.redeem("x", client_secret=secret)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic YQ",
        "Basic YQ==",
        "Basic /w==",
        "Basic " + b64encode(b"\xff:\xff").decode(),
        "Basic " + b64encode(b"a:%zz").decode(),
        "Basic " + b64encode(b"\0:\0").decode(),
        "Basic " + "A" * 100_000,
        "Bearer x",
        "Digest x",
        "Basic é",
    ],
)
def test_a_malformed_header_is_refused(relying_party: RelyingParty, header: str) -> None:
    form = {"grant_type": "authorization_code"}
    with pytest.raises(InvalidClientError):
        relying_party.house.token.answer(post(form, authorization=header))


def test_two_ways_at_once_are_refused(relying_party: RelyingParty) -> None:
    form = {"client_id": relying_party.client.id, "client_secret": relying_party.secret}
    header = basic(relying_party.client.id, relying_party.secret)
    with pytest.raises(InvalidClientError):
        relying_party.house.token.answer(post(form, authorization=header))


def test_another_name_beside_the_proof_is_refused(relying_party: RelyingParty) -> None:
    party = client_for(relying_party, AuthenticationMethod.BASIC)
    form = {"client_id": "somebody-else", "grant_type": "authorization_code"}
    with pytest.raises(InvalidClientError):
        party.house.token.answer(post(form, authorization=basic(party.client.id, party.secret)))


def test_a_disabled_client_is_a_stranger(relying_party: RelyingParty) -> None:
    house, now = relying_party.house, relying_party.house.clock.seconds()
    tokens = relying_party.tokens()
    with house.database.writing() as transaction:
        disable_client(transaction, relying_party.client.id, disabled=True, now=now)
    house.clients.forget()
    with pytest.raises(InvalidClientError):
        relying_party.refresh(tokens["refresh_token"])
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(tokens["access_token"])


@pytest.fixture
def signer(relying_party: RelyingParty) -> RelyingParty:
    """A client that signs assertions."""
    return client_for(relying_party, AuthenticationMethod.PRIVATE_KEY_JWT)


def authenticate(party: RelyingParty, proof: str) -> None:
    """Present `proof` at the endpoint that says nothing more when it is good."""
    form = {
        "token": "x",
        "client_assertion": proof,
        "client_assertion_type": ASSERTION_TYPE,
    }
    party.house.revocation.answer(post(form))


def test_an_assertion_is_good_once(signer: RelyingParty) -> None:
    proof = assertion(signer)
    authenticate(signer, proof)
    with pytest.raises(InvalidClientError):
        authenticate(signer, proof)


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "jti"])
@pytest.mark.parametrize("value", [None, "", 0, [], {}, "somebody", True])
def test_an_assertion_needs_every_claim_as_it_must_be(
    signer: RelyingParty, claim: str, value: object
) -> None:
    if claim == "jti" and value == "somebody":
        return
    with pytest.raises(InvalidClientError):
        authenticate(signer, assertion(signer, **{claim: value}))


def test_an_assertion_is_meant_for_the_issuer_alone(signer: RelyingParty) -> None:
    issuer = signer.house.settings.server.issuer
    for audience in ([issuer], [issuer, "https://other.test"], f"{issuer}/token", f"{issuer}/"):
        with pytest.raises(InvalidClientError):
            authenticate(signer, assertion(signer, aud=audience))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": -61},
        {"exp": 361},
        {"iat": 61},
        {"nbf": 61},
    ],
    ids=str,
)
def test_an_assertion_lives_five_minutes_and_a_minute_of_leeway(
    signer: RelyingParty, clock: TestClock, changes: dict[str, int]
) -> None:
    moved = {name: clock.seconds() + seconds for name, seconds in changes.items()}
    with pytest.raises(InvalidClientError):
        authenticate(signer, assertion(signer, **moved))


@pytest.mark.parametrize("value", ["1", 1e400, -1, 1.5, True, None])
def test_a_time_is_a_number(signer: RelyingParty, value: object) -> None:
    with pytest.raises(InvalidClientError):
        authenticate(signer, assertion(signer, exp=value))


def test_another_clients_assertion_is_no_proof(signer: RelyingParty) -> None:
    other = ECKey.generate_key("P-256", {"kid": "k1"})
    good = assertion(signer)
    claims = {"iss": signer.client.id, "sub": signer.client.id, "jti": "j"}
    forged = jwt.encode({"alg": "ES256", "kid": "k1"}, claims, other)
    with pytest.raises(InvalidClientError):
        authenticate(signer, forged)
    authenticate(signer, good)
