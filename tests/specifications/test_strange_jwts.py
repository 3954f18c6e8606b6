"""Whatever stands in a JWT, and wherever one is taken: an error of OAuth, and never a 5xx."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry
from msgspec.structs import replace
from werkzeug.test import TestResponse

from idp.clients import AuthenticationMethod
from idp.clients.checks import CIBA, JWT_BEARER
from idp.ids import ClientId, new_id
from idp.keys.algorithms import JoseKey
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE
from tests.conftest import Parent, register
from tests.key_holder import KeyHolder
from tests.relying_party import RelyingParty
from tests.signing_party import EC, JWKS
from tests.web_application import browser_of

STRANGE = (
    '"a\\u0000b"',
    '"\\ud800"',
    '""',
    f'"{"a" * 3_000}"',
    '"https://[::1"',
    "null",
    "true",
    "-1",
    "1.5",
    str(2**63 - 1),
    "[]",
    "{}",
    '["a"]',
    f"{'[' * 976}{']' * 976}",
)
SURE = {"kid", "jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "cty", "enc", "epk"}
FORM = "application/x-www-form-urlencoded"


def part(text: str) -> str:
    return urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).rstrip(b"=").decode()


def signed(header: str, claims: str, key: JoseKey | OctKey, algorithm: str) -> str:
    """Sign texts as they are: no encoder would write these."""
    said = f"{part(header)}.{part(claims)}"
    signature = JWSRegistry.algorithms[algorithm].sign(said.encode(), key)
    return f"{said}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def with_member(content: Mapping[str, object], name: str, value: str) -> str:
    """Return the JSON of `content` with the text `value` in place of a member's, or of its own."""
    name, _, inner = name.partition(".")
    if inner:
        value = with_member(content[name], inner, value)  # type: ignore[arg-type]
    kept = {each: json.dumps(said) for each, said in content.items() if each != name}
    return "{" + ",".join(f'"{each}":{said}' for each, said in {**kept, name: value}.items()) + "}"


def members(content: Mapping[str, object]) -> Iterator[str]:
    """Return the names of the members, and of theirs."""
    for name, value in content.items():
        yield name
        if isinstance(value, dict):
            yield from (f"{name}.{each}" for each in value)


@dataclass(frozen=True)
class Carrier:
    """Something that takes a JWT: what a good one says, and how it is sent."""

    header: Mapping[str, object]
    claims: Callable[[], Mapping[str, object]]
    send: Callable[[str], TestResponse]
    good: str
    """What the answer to a good one holds."""
    key: JoseKey | OctKey = field(default_factory=lambda: EC)
    algorithm: str = "ES256"

    def tries(self) -> Iterator[tuple[str, str, TestResponse]]:
        """Send every lie: each member of the header and of the claims, each strange value."""
        for value in STRANGE:
            for name in [*members(self.claims()), "unknown"]:
                header = json.dumps(self.header)
                yield name, value, self.signed(header, with_member(self.claims(), name, value))
            for name in {*members(self.header), *SURE}:
                claims = json.dumps(self.claims())
                yield name, value, self.signed(with_member(self.header, name, value), claims)
            yield "all", value, self.signed(json.dumps(self.header), value)
            yield "header", value, self.signed(value, json.dumps(self.claims()))

    def signed(self, header: str, claims: str) -> TestResponse:
        return self.send(signed(header, claims, self.key, self.algorithm))


def carriers(party: RelyingParty, parent: Parent) -> dict[str, Carrier]:
    provider, web = party.provider, browser_of(party.provider, party.session)
    issuer, now = provider.settings.server.issuer, provider.clock.seconds
    client = replace(
        party.client,
        id=ClientId("strange"),
        grant_types=("authorization_code", "refresh_token", CIBA, JWT_BEARER),
        jwks=JWKS,
    )
    secret = register(provider, client).secret
    prover = replace(
        client,
        id=ClientId("prover"),
        token_endpoint_auth_method=AuthenticationMethod.PRIVATE_KEY_JWT,
    )
    register(provider, prover)
    sharer = replace(
        client,
        id=ClientId("sharer"),
        jwks=None,
        grant_types=("authorization_code",),
        token_endpoint_auth_method=AuthenticationMethod.CLIENT_SECRET_JWT,
    )
    shared = register(provider, sharer).secret
    holder = KeyHolder(issuer, provider.clock)
    credentials = {"client_id": "strange", "client_secret": secret}
    header = {"alg": "ES256", "kid": EC.kid, "typ": "JWT"}
    asks = {**party.asks, "client_id": "strange"}

    def about(subject: object, **more: object) -> Callable[[], Mapping[str, object]]:
        def claims() -> Mapping[str, object]:
            return {
                "iss": "strange",
                "sub": subject,
                "aud": issuer,
                "jti": new_id(),
                "iat": now(),
                "nbf": now(),
                "exp": now() + 120,
                **more,
            }

        return claims

    def posts(path: str, name: str, **beside: str) -> Callable[[str], TestResponse]:
        return lambda token: web.post(path, data={**beside, name: token}, content_type=FORM)

    proves = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
    inside = {name: value for name, value in asks.items() if name != "client_id"}
    return {
        "JWT bearer grant": Carrier(
            header,
            about(parent.account.id),
            posts("/token", "assertion", grant_type=JWT_BEARER, **credentials),
            "access_token",
        ),
        "private_key_jwt": Carrier(
            header,
            about("prover", iss="prover"),
            posts("/token", "client_assertion", **proves),
            "unauthorized_client",
        ),
        "client_secret_jwt": Carrier(
            {"alg": "HS256", "typ": "JWT"},
            about("sharer", iss="sharer"),
            posts("/token", "client_assertion", **proves),
            "unauthorized_client",
            OctKey.import_key(shared),
            "HS256",
        ),
        "request object": Carrier(
            header,
            about(None, **asks, max_age=60, claims={"id_token": {"sub": None}}),
            lambda token: web.get("/authorize", query_string={**asks, "request": token}),
            "code=",
        ),
        "pushed request object": Carrier(
            header,
            about(None, **inside, client_id="strange"),
            posts("/par", "request", **credentials),
            "request_uri",
        ),
        "CIBA request": Carrier(
            header,
            about(None, scope="openid", login_hint=parent.address, binding_message="a"),
            posts("/bc-authorize", "request", **credentials),
            "auth_req_id",
        ),
        "login_hint_token by subject": Carrier(
            header,
            about(None, sub_id={"format": "iss_sub", "iss": issuer, "sub": parent.account.id}),
            posts("/bc-authorize", "login_hint_token", scope="openid", **credentials),
            "auth_req_id",
        ),
        "DPoP at the token endpoint": Carrier(
            {"alg": "ES256", "typ": "dpop+jwt", "jwk": holder.key.as_dict(private=False)},
            lambda: holder.claims("/token"),
            lambda proof: web.post(
                "/token",
                data={**credentials, "grant_type": "refresh_token", "refresh_token": "a.b"},
                headers={"DPoP": proof},
            ),
            "invalid_grant",
            holder.key,
        ),
    }


KINDS = (
    "JWT bearer grant",
    "private_key_jwt",
    "client_secret_jwt",
    "request object",
    "pushed request object",
    "CIBA request",
    "login_hint_token by subject",
    "DPoP at the token endpoint",
)


@pytest.mark.parametrize("house_settings", ["postgresql"], indirect=True)  # it refuses more
@pytest.mark.parametrize("kind", KINDS)
def test_no_content_of_a_jwt_is_a_fault(
    relying_party: RelyingParty, parent: Parent, kind: str
) -> None:
    carrier = carriers(relying_party, parent)[kind]
    good = carrier.signed(json.dumps(carrier.header), json.dumps(carrier.claims()))
    assert carrier.good in f"{good.headers.get('Location')} {good.text}"
    faults, tries = set(), 0
    for name, value, answer in carrier.tries():
        tries += 1
        if answer.status_code >= 500:
            faults.add((name, value[:30]))
    assert faults == set()
    assert tries > 100
