"""The JWT bearer grant (RFC 7523 §2.1): a server acts for a person who allowed it before."""

import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, SubjectType
from idp.clients.checks import JWT_BEARER, check_client
from idp.errors import OperationError
from idp.ids import ClientId, new_id
from idp.keys.algorithms import JoseKey
from idp.protocol.errors import InvalidGrantError, InvalidScopeError, UnauthorizedClientError
from idp.storage import ActingTransaction
from tests.conftest import Parent, TestClock, register
from tests.relying_party import RelyingParty, claims_of
from tests.signing_party import EC, JWKS

OTHER = ECKey.generate_key("P-256", {"kid": "other"})
OTHER_JWKS = json.dumps({"keys": [OTHER.as_dict(private=False)]})
ISSUER = "https://staff.example.org/"


def worker(party: RelyingParty, **changes: Any) -> RelyingParty:  # noqa: ANN401
    client = replace(
        party.client,
        id=ClientId("night-worker"),
        redirect_uris=(),
        grant_types=(JWT_BEARER,),
        scopes=("openid", "email", "offline_access"),
        jwks=JWKS,
    )
    client = replace(client, **changes)
    return replace(party, client=client, secret=register(party.provider, client).secret)


def assertion(party: RelyingParty, parent: Parent, key: JoseKey = EC, **changes: object) -> str:
    now = party.provider.clock.seconds()
    claims = {
        "iss": party.client.id,
        "sub": parent.account.id,
        "aud": party.provider.settings.server.issuer,
        "exp": now + 120,
        "jti": new_id(),
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": key.kid}, kept, key)


def redeem(party: RelyingParty, token: str, **changes: str | None) -> dict[str, Any]:
    return party.token({"grant_type": JWT_BEARER, "assertion": token}, **changes)


def test_it_gives_a_token_that_claims_no_sign_in(
    relying_party: RelyingParty, parent: Parent
) -> None:
    party = worker(relying_party)
    answer = redeem(party, assertion(party, parent))
    claims = claims_of(answer["access_token"])
    assert claims["sub"] == parent.account.id
    assert not {"auth_time", "acr", "amr"} & claims.keys()
    assert not {"id_token", "refresh_token"} & answer.keys()
    assert answer["scope"] == "openid email"
    assert party.userinfo(answer["access_token"])["email"] == parent.address


def test_an_assertion_is_good_once(relying_party: RelyingParty, parent: Parent) -> None:
    party = worker(relying_party)
    token = assertion(party, parent)
    redeem(party, token)
    with pytest.raises(InvalidGrantError):
        redeem(party, token)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": None},
        {"aud": "https://elsewhere.example.org"},
        {"aud": ["http://127.0.0.1:8000"]},
        {"aud": "http://127.0.0.1:8000/token"},
        {"exp": None},
        {"exp": 1_795_435_200},
        {"exp": 1_795_435_200 + 3_600},
        {"exp": "1795435300"},
        {"exp": True},
        {"nbf": 1_795_435_200 + 120},
        {"iat": 1_795_435_200 + 120},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"sub": None},
        {"sub": "nobody"},
        {"sub": ["nobody"]},
        {"iss": None},
        {"iss": "another"},
        {"iss": ISSUER},
    ],
)
def test_a_bad_assertion_buys_nothing(
    relying_party: RelyingParty, parent: Parent, changes: dict[str, Any]
) -> None:
    party = worker(relying_party)
    with pytest.raises(InvalidGrantError):
        redeem(party, assertion(party, parent, **changes))


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "." * 9])
def test_what_nobody_signed_buys_nothing(relying_party: RelyingParty, token: str) -> None:
    with pytest.raises(InvalidGrantError):
        redeem(worker(relying_party), token)


def test_only_the_registered_issuer_speaks_beside_the_client(
    relying_party: RelyingParty, parent: Parent
) -> None:
    party = worker(relying_party, assertion_issuer=ISSUER, assertion_jwks=OTHER_JWKS)
    assert redeem(party, assertion(party, parent, OTHER, iss=ISSUER))["access_token"]
    assert redeem(party, assertion(party, parent))["access_token"]
    for key, issuer in ((OTHER, party.client.id), (EC, ISSUER)):
        with pytest.raises(InvalidGrantError):
            redeem(party, assertion(party, parent, key, iss=issuer))


def test_a_client_that_asks_consent_needs_it_first(
    relying_party: RelyingParty, parent: Parent
) -> None:
    party = worker(relying_party, asks_consent=True)
    with pytest.raises(InvalidGrantError):
        redeem(party, assertion(party, parent))
    with party.provider.database.writing() as tx:
        party.provider.directory.consents.give(
            ActingTransaction(tx), parent.account.id, party.client.id, ("openid",)
        )
    with pytest.raises(InvalidGrantError):
        redeem(party, assertion(party, parent))
    assert redeem(party, assertion(party, parent), scope="openid")["access_token"]


def test_a_disabled_account_is_nobody(relying_party: RelyingParty, parent: Parent) -> None:
    party = worker(relying_party)
    with party.provider.database.writing() as tx:
        party.provider.directory.accounts.disable(tx, parent.account.id, actor="admin:test")
    with pytest.raises(InvalidGrantError):
        redeem(party, assertion(party, parent))


def test_more_than_its_scopes_is_refused(relying_party: RelyingParty, parent: Parent) -> None:
    party = worker(relying_party)
    for scope in ("gpi", "offline_access"):
        with pytest.raises(InvalidScopeError):
            redeem(party, assertion(party, parent), scope=scope)


def test_a_client_that_is_not_registered_for_it_gets_nothing(
    relying_party: RelyingParty, parent: Parent
) -> None:
    with pytest.raises(UnauthorizedClientError):
        redeem(relying_party, assertion(relying_party, parent))


def test_its_token_ends_with_the_others_of_the_account(
    relying_party: RelyingParty, parent: Parent, clock: TestClock
) -> None:
    party = worker(relying_party)
    answer = redeem(party, assertion(party, parent))
    clock.advance(600)
    with pytest.raises(Exception, match="invalid_token"):
        party.userinfo(answer["access_token"])


@pytest.mark.parametrize(
    "changes",
    [
        {"jwks": None},
        {"assertion_issuer": ISSUER},
        {"assertion_jwks": OTHER_JWKS},
        {"assertion_issuer": "night-worker", "assertion_jwks": OTHER_JWKS},
        {"subject_type": SubjectType.PAIRWISE},
        {"token_endpoint_auth_method": AuthenticationMethod.NONE},
    ],
)
def test_a_registration_that_could_not_work_is_refused(
    relying_party: RelyingParty, changes: dict[str, Any]
) -> None:
    client = worker(relying_party).client
    check_client(client, 86_400)
    with pytest.raises(OperationError):
        check_client(replace(client, **changes), 86_400)
