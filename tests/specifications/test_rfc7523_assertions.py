"""Client assertions: what each must say, whichever of two ways signs it (RFC 7523 §3)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey
from msgspec import structs
from msgspec.structs import replace

from idp.clients import AuthenticationMethod, Client, Profile
from idp.clients.checks import CIBA
from idp.clients.registration import add_secret, put_client
from idp.ids import new_id
from idp.protocol.errors import InvalidClientError
from idp.protocol.token.client_authentication.assertion import ASSERTION_TYPE, Assertions
from idp.wiring import Provider
from tests.conftest import TestClock, register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, post
from tests.signing_party import EC, KEYS, SigningParty, signing_party
from tests.specifications.test_client_authentication_matrix import assertion, client_for

pytestmark = on_one_database
SIGNED = (AuthenticationMethod.PRIVATE_KEY_JWT, AuthenticationMethod.CLIENT_SECRET_JWT)


@pytest.fixture(params=SIGNED)
def signer(relying_party: RelyingParty, request: pytest.FixtureRequest) -> RelyingParty:
    """A client that signs assertions."""
    return client_for(relying_party, request.param)


def authenticate(party: RelyingParty, proof: str, path: str = "/revoke") -> None:
    """Present `proof` at the endpoint that says nothing more when it is good."""
    form = {
        "token": "x",
        "client_assertion": proof,
        "client_assertion_type": ASSERTION_TYPE,
    }
    party.provider.protocol.revocation.answer(structs.replace(post(form), path=path))


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
    issuer = signer.provider.settings.server.issuer
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


@pytest.mark.parametrize("seconds", [8, 60])
def test_a_clock_may_be_a_little_ahead(
    signer: RelyingParty, clock: TestClock, seconds: int
) -> None:
    ahead = clock.seconds() + seconds
    authenticate(signer, assertion(signer, iat=ahead, nbf=ahead))


def test_another_clients_assertion_is_no_proof(signer: RelyingParty) -> None:
    other = ECKey.generate_key("P-256", {"kid": "k1"})
    good = assertion(signer)
    claims = {"iss": signer.client.id, "sub": signer.client.id, "jti": "j"}
    forged = jwt.encode({"alg": "ES256", "kid": "k1"}, claims, other)
    with pytest.raises(InvalidClientError):
        authenticate(signer, forged)
    authenticate(signer, good)


LEGACY_AUDIENCES = {
    "the issuer": ("{issuer}", True),
    "the token endpoint": ("{issuer}/token", True),
    "the endpoint it is sent to": ("{issuer}/revoke", True),
    "both in a list": (["{issuer}", "{issuer}/token"], True),
    "another endpoint": ("{issuer}/par", False),
    "somebody else too": (["{issuer}", "https://other.test"], False),
    "nobody": ([], False),
    "a list in a list": ([["{issuer}"]], False),
}


def named(audience: object, issuer: str) -> object:
    if isinstance(audience, list):
        return [named(each, issuer) for each in audience]
    return str(audience).format(issuer=issuer)


@pytest.mark.parametrize("case", LEGACY_AUDIENCES)
def test_a_legacy_client_may_name_the_endpoint(relying_party: RelyingParty, case: str) -> None:
    party = client_for(relying_party, AuthenticationMethod.PRIVATE_KEY_JWT)
    party = replace(party, client=replace(party.client, profile=Profile.LEGACY))
    register(party.provider, party.client)
    audience, accepted = LEGACY_AUDIENCES[case]
    proof = assertion(party, aud=named(audience, party.provider.settings.server.issuer))
    if accepted:
        authenticate(party, proof)
    else:
        with pytest.raises(InvalidClientError):
            authenticate(party, proof)


CIBA_AUDIENCES = {
    "the issuer": ("{issuer}", True, True),
    "the token endpoint": ("{issuer}/token", True, True),
    "the backchannel endpoint": ("{issuer}/bc-authorize", True, False),
    "a list of ours": (["{issuer}", "{issuer}/token"], True, True),
    "somebody else too": (["{issuer}", "https://other.test"], False, False),
    "another endpoint": ("{issuer}/par", False, False),
}


@pytest.mark.parametrize("case", CIBA_AUDIENCES)
def test_a_fapi2_client_names_the_endpoints_of_ciba(relying_party: RelyingParty, case: str) -> None:
    audience, at_backchannel, at_token = CIBA_AUDIENCES[case]
    party = client_for(relying_party, AuthenticationMethod.PRIVATE_KEY_JWT)
    client = replace(party.client, profile=Profile.FAPI2, grant_types=(CIBA,))
    register(party.provider, client)
    named_audience = named(audience, party.provider.settings.server.issuer)
    accepts = accepted_at(party.provider, client, named_audience)
    assert (accepts("/bc-authorize"), accepts("/token")) == (at_backchannel, at_token)
    # FAPI 2.0 Security Profile §5.3.2.1: the issuer alone, wherever CIBA does not say otherwise.
    assert accepts("/par") is accepts("/revoke") is (case == "the issuer")


def test_a_fapi2_client_without_ciba_names_the_issuer_alone(relying_party: RelyingParty) -> None:
    party = client_for(relying_party, AuthenticationMethod.PRIVATE_KEY_JWT)
    issuer, client = (
        party.provider.settings.server.issuer,
        replace(party.client, profile=Profile.FAPI2),
    )
    for audience, accepted in ((issuer, True), ([issuer], False), (f"{issuer}/token", False)):
        assert accepted_at(party.provider, client, audience)("/token") is accepted


ALIASES = {
    "https://mtls.example.org/revoke": True,
    "https://mtls.example.org/token": True,
    "https://mtls.example.org": False,
    "https://mtls.example.org/par": False,
    "https://other.example.org/token": False,
}


@pytest.mark.parametrize("audience", ALIASES)
def test_an_assertion_may_name_the_alias_it_is_sent_to(
    relying_party: RelyingParty, audience: str
) -> None:
    party = client_for(relying_party, AuthenticationMethod.PRIVATE_KEY_JWT)
    client = replace(party.client, profile=Profile.LEGACY)
    assert accepted_at(party.provider, client, audience)("/revoke") is ALIASES[audience]
    fapi2 = replace(party.client, profile=Profile.FAPI2)
    assert not accepted_at(party.provider, fapi2, audience)("/revoke")


def accepted_at(provider: Provider, client: Client, audience: object) -> Callable[[str], bool]:
    """Return what tells whether an assertion of `client` for `audience` is believed at a path."""
    issuer = provider.settings.server.issuer
    assertions = Assertions(
        database=provider.database,
        clock=provider.clock,
        issuer=issuer,
        origins=(issuer, "https://mtls.example.org"),
    )

    def is_accepted(path: str) -> bool:
        now = provider.clock.seconds()
        claims = {"iss": client.id, "sub": client.id, "jti": new_id(), "exp": now + 60}
        try:
            assertions.use({**claims, "aud": audience}, client, path)
        except InvalidClientError:
            return False
        return True

    return is_accepted


def test_a_registered_algorithm_is_the_only_one(relying_party: RelyingParty) -> None:
    party = signing_party(relying_party, Profile.DEFAULT, token_endpoint_auth_signing_alg="PS256")
    for algorithm in ("RS256", "ES256"):
        with pytest.raises(InvalidClientError):
            authenticate(party, by(party, algorithm))
    authenticate(party, by(party, "PS256"))


def test_fapi_2_refuses_rs256(relying_party: RelyingParty) -> None:
    party = signing_party(relying_party, Profile.FAPI2)
    with pytest.raises(InvalidClientError):
        authenticate(party, by(party, "RS256"))
    for algorithm in ("PS256", "ES256"):
        authenticate(party, by(party, algorithm))


@pytest.mark.parametrize("named", ["EdDSA", "Ed25519"])
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # RFC 9864 gives it another name
@pytest.mark.parametrize("told", [None, "EdDSA"])
def test_one_algorithm_goes_by_two_names(
    relying_party: RelyingParty, named: str, told: str | None
) -> None:
    key = OKPKey.generate_key("Ed25519", {"kid": "ed"})
    jwks = json.dumps({"keys": [key.as_dict(private=False)]})
    for profile in Profile:
        party = signing_party(
            relying_party, profile, jwks=jwks, token_endpoint_auth_signing_alg=told
        )
        header = {"alg": named, "kid": "ed"}
        authenticate(party, jwt.encode(header, good(party), key, algorithms=[named]))


def by(party: SigningParty, algorithm: str) -> str:
    key = KEYS[algorithm]
    names = {"iss": party.client.id, "sub": party.client.id, "jti": algorithm}
    issuer, now = party.provider.settings.server.issuer, party.provider.clock.seconds()
    claims = {**names, "aud": issuer, "exp": now + 60}
    header = {"alg": algorithm, "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[algorithm])


def good(party: RelyingParty) -> dict[str, Any]:
    now, issuer = party.provider.clock.seconds(), party.provider.settings.server.issuer
    names = {"iss": party.client.id, "sub": party.client.id, "jti": "j"}
    return {**names, "aud": issuer, "exp": now + 60}


def test_a_public_key_is_no_secret(relying_party: RelyingParty) -> None:
    party = client_for(relying_party, AuthenticationMethod.CLIENT_SECRET_JWT)
    for key in (json.dumps(EC.as_dict(private=False)), "x" * 43):
        forged = jwt.encode({"alg": "HS256"}, good(party), OctKey.import_key(key.encode()))
        with pytest.raises(InvalidClientError):
            authenticate(party, forged)
    with pytest.raises(InvalidClientError):
        authenticate(party, jwt.encode({"alg": "ES256", "kid": "ec"}, good(party), EC))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_a_secret_signs_by_hs256_alone(relying_party: RelyingParty, algorithm: str) -> None:
    party = client_for(relying_party, AuthenticationMethod.CLIENT_SECRET_JWT)
    key = OctKey.import_key(party.secret)
    proof = jwt.encode({"alg": algorithm}, good(party), key, algorithms=[algorithm])
    with pytest.raises(InvalidClientError):
        authenticate(party, proof)


def test_both_secrets_of_a_change_sign(relying_party: RelyingParty, clock: TestClock) -> None:
    party = client_for(relying_party, AuthenticationMethod.CLIENT_SECRET_JWT)
    provider = party.provider
    with provider.database.writing() as tx:
        second = add_secret(
            tx,
            party.client.id,
            now=clock.seconds(),
            overlap_seconds=100,
            readable_by=provider.vault,
        )
    provider.directory.clients.forget()
    authenticate(party, assertion(party))
    authenticate(party, assertion(replace(party, secret=second)))
    clock.advance(101)
    with pytest.raises(InvalidClientError):
        authenticate(party, assertion(party))
    authenticate(party, assertion(replace(party, secret=second)))


def test_a_secret_from_before_the_method_changed_does_not_sign(
    relying_party: RelyingParty,
) -> None:
    party = client_for(relying_party, AuthenticationMethod.POST)
    signs = AuthenticationMethod.CLIENT_SECRET_JWT
    client = replace(party.client, token_endpoint_auth_method=signs)
    with party.provider.database.writing() as tx:
        put_client(tx, client, now=party.provider.clock.seconds())
    party.provider.directory.clients.forget()
    with pytest.raises(InvalidClientError):
        authenticate(party, assertion(replace(party, client=client)))
