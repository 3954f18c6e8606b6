"""A client proves itself by its registered method, and by no other (RFC 6749 §2.3)."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from msgspec import structs
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Client
from idp.clients.registration import disable_client
from idp.ids import ClientId, new_id
from idp.protocol.errors import (
    InvalidClientError,
    InvalidRequestError,
    InvalidTokenError,
    ProtocolError,
)
from idp.protocol.incoming import Incoming
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE
from idp.settings import MtlsSettings, Settings
from idp.wiring import Provider, build
from tests.certificates import Wanted, authority, issue, name_of
from tests.conftest import TestClock, register
from tests.relying_party import RelyingParty, post

KEY = ECKey.generate_key("P-256", {"kid": "k1"})
AUTHORITY = authority()
CERTIFICATES = {
    AuthenticationMethod.TLS_CLIENT_AUTH: issue(Wanted(signer=AUTHORITY)),
    AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH: issue(Wanted()),
}
_OWN = CERTIFICATES[AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH]
JWKS = json.dumps({"keys": [{**KEY.as_dict(private=False), "x5c": [b64encode(_OWN.der).decode()]}]})
METHODS = tuple(AuthenticationMethod)


@pytest.fixture
def provider(house_settings: Settings, clock: TestClock, tmp_path: Path) -> Iterator[Provider]:
    """A house that knows an authority for certificates."""
    file = tmp_path / "authorities.pem"
    file.write_bytes(AUTHORITY.pem)
    mtls = MtlsSettings(authorities_file=str(file))
    provider = build(replace(house_settings, mtls=mtls), clock)
    yield provider
    provider.database.close()


def client_for(relying_party: RelyingParty, method: AuthenticationMethod) -> RelyingParty:
    by_authority = method is AuthenticationMethod.TLS_CLIENT_AUTH
    client: Client = replace(
        relying_party.client,
        id=ClientId(f"by-{method}"),
        token_endpoint_auth_method=method,
        tls_client_auth_subject_dn=name_of("Portail").rfc4514_string() if by_authority else None,
        jwks=JWKS,
    )
    secret = register(relying_party.provider, client).secret
    return replace(relying_party, client=client, secret=secret)


def assertion(party: RelyingParty, **changes: object) -> str:
    now = party.provider.clock.seconds()
    claims: dict[str, Any] = {
        "iss": party.client.id,
        "sub": party.client.id,
        "aud": party.provider.settings.server.issuer,
        "jti": new_id(),
        "iat": now,
        "exp": now + 60,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    if party.client.token_endpoint_auth_method is AuthenticationMethod.CLIENT_SECRET_JWT:
        return jwt.encode({"alg": "HS256"}, kept, OctKey.import_key(party.secret))
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
    if method in CERTIFICATES:
        return structs.replace(post(named), certificate=CERTIFICATES[method].der)
    signer = replace(party, client=replace(party.client, token_endpoint_auth_method=method))
    return post(
        {**named, "client_assertion": assertion(signer), "client_assertion_type": ASSERTION_TYPE}
    )


def basic(client_id: str, secret: str) -> str:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def endpoints(provider: Provider) -> dict[str, Callable[[Incoming], object]]:
    return {
        "token": provider.protocol.token.answer,
        "introspect": provider.protocol.introspection.answer,
        "revoke": provider.protocol.revocation.answer,
    }


@pytest.mark.parametrize("used", METHODS)
@pytest.mark.parametrize("registered", METHODS)
def test_only_the_registered_method_opens_each_endpoint(
    relying_party: RelyingParty, registered: AuthenticationMethod, used: AuthenticationMethod
) -> None:
    if registered is AuthenticationMethod.NONE and used in CERTIFICATES:
        return  # A public client may show one, to bind its tokens to it.
    party = client_for(relying_party, registered)
    forms = {
        "token": {"grant_type": "refresh_token", "refresh_token": "x"},
        "introspect": {"token": "x"},
        "revoke": {"token": "x"},
    }
    for name, answer in endpoints(party.provider).items():
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
        relying_party.provider.protocol.token.answer(post(form, authorization=header))


def test_two_ways_at_once_are_refused(relying_party: RelyingParty) -> None:
    form = {"client_id": relying_party.client.id, "client_secret": relying_party.secret}
    header = basic(relying_party.client.id, relying_party.secret)
    with pytest.raises(InvalidClientError):
        relying_party.provider.protocol.token.answer(post(form, authorization=header))


def test_another_name_beside_the_proof_is_refused(relying_party: RelyingParty) -> None:
    party = client_for(relying_party, AuthenticationMethod.BASIC)
    form = {"client_id": "somebody-else", "grant_type": "authorization_code"}
    with pytest.raises(InvalidClientError):
        party.provider.protocol.token.answer(
            post(form, authorization=basic(party.client.id, party.secret))
        )


def test_a_disabled_client_is_a_stranger(relying_party: RelyingParty) -> None:
    provider, now = relying_party.provider, relying_party.provider.clock.seconds()
    tokens = relying_party.tokens()
    with provider.database.writing() as tx:
        disable_client(tx, relying_party.client.id, disabled=True, now=now)
    provider.directory.clients.forget()
    with pytest.raises(InvalidClientError):
        relying_party.refresh(tokens["refresh_token"])
    with pytest.raises(InvalidTokenError):
        relying_party.userinfo(tokens["access_token"])
