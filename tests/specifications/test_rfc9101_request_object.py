"""Parameters in a JWT: what is inside wins, and nothing forged gets in (RFC 9101, Core §6)."""

from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey
from msgspec.structs import replace

from idp.clients import Profile
from idp.ids import ClientId
from idp.protocol.authorization.respond import AuthorizationResponse
from idp.protocol.errors import NotRedirectableError
from idp.untrusted import is_plain
from tests.conftest import register
from tests.databases import on_one_database
from tests.relying_party import RelyingParty, claims_of, fields
from tests.signing_party import JWKS, KEYS, RSA, SigningParty, signing_party
from tests.specifications.test_forged_tokens import Forge, encoded, forge
from tests.specifications.test_redirect_uri_attacks import ATTACKS

pytestmark = on_one_database
__all__ = ["forge"]  # the fixture: every way of forging that is known here
CALLBACK = "https://portal.example.org/cb"


@pytest.fixture
def signer(relying_party: RelyingParty) -> SigningParty:
    """A plain client with keys."""
    return signing_party(relying_party, Profile.DEFAULT)


@pytest.fixture
def old_signer(relying_party: RelyingParty) -> SigningParty:
    """A client of OpenID Connect Core, which need not sign its requests."""
    return signing_party(relying_party, Profile.LEGACY, request_object_signing_alg="none")


def unsigned(claims: dict[str, Any]) -> str:
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."


@pytest.mark.parametrize("algorithm", KEYS)
def test_an_object_is_answered_as_it_says(signer: SigningParty, algorithm: str) -> None:
    token = signer.signed(signer.claims(), algorithm=algorithm)
    answer = fields(signer.sends(token, state="outside", nonce="outside", redirect_uri=None))
    assert answer["state"] == "the-state"
    tokens = signer.redeems(answer["code"])
    assert claims_of(tokens["id_token"])["nonce"] == "the-nonce"


def test_its_redirect_uri_wins_over_a_wrong_one_outside(signer: SigningParty) -> None:
    token = signer.signed(signer.claims())
    answer = signer.sends(token, redirect_uri="https://evil.test/cb")
    assert isinstance(answer, AuthorizationResponse)
    assert answer.location.startswith(f"{CALLBACK}?code=")


@pytest.mark.parametrize("uri", [uri for uri in ATTACKS if 0 < len(uri) < 500 and is_plain(uri)])
def test_no_address_inside_is_less_checked(signer: SigningParty, uri: str) -> None:
    with pytest.raises(NotRedirectableError):
        signer.sends(signer.signed(signer.claims(redirect_uri=uri)), redirect_uri=CALLBACK)


def test_what_it_leaves_out_may_be_said_outside(signer: SigningParty) -> None:
    token = signer.signed(signer.claims(state=None, scope=None))
    answer = fields(signer.sends(token, state="outside", scope="openid email"))
    assert answer["state"] == "outside"


def test_but_not_by_who_must_sign(relying_party: RelyingParty) -> None:
    party = signing_party(relying_party, Profile.DEFAULT, require_signed_request_object=True)
    assert fields(party.authorize())["error"] == "invalid_request"
    token = party.signed(party.claims(state=None))
    assert fields(party.sends(token, state="outside")).keys() == {"code", "iss", "session_state"}
    with pytest.raises(NotRedirectableError):
        party.sends(party.signed(party.claims(redirect_uri=None)), redirect_uri=CALLBACK)


def test_numbers_and_objects_come_as_json_writes_them(signer: SigningParty) -> None:
    claims = {"id_token": {"email": None}}
    token = signer.signed(signer.claims(max_age=10_000, claims=claims, unknown=None, extra=[1.5]))
    tokens = signer.redeems(fields(signer.sends(token))["code"])
    assert claims_of(tokens["id_token"])["email"] == "marie.tremblay@exemple.quebec"


@pytest.mark.parametrize(
    "typ",
    [
        *(None, "JWT", "jwt", "application/JWT", "oauth-authz-req+jwt", "OautH-auThZ-REQ+jWt"),
        "application/oauth-authz-req+JWT",
    ],
)
def test_its_type_may_be_left_out(signer: SigningParty, typ: str | None) -> None:
    assert fields(signer.sends(signer.signed(signer.claims(), typ=typ)))["code"]


WRONG: dict[str, Callable[[SigningParty], str]] = {
    "another's key": lambda p: p.signed(p.claims(), key=ECKey.generate_key("P-256", {"kid": "ec"})),
    "another type": lambda p: p.signed(p.claims(), typ="at+jwt"),
    "unsigned": lambda p: unsigned(p.claims()),
    "unknown kid": lambda p: p.signed(p.claims(), kid="other"),
    "from another": lambda p: p.signed(p.claims(iss="another")),
    "for another": lambda p: p.signed(p.claims(aud="https://another.example.org")),
    "for nobody": lambda p: p.signed(p.claims(aud=[])),
    "audience of a kind": lambda p: p.signed(p.claims(aud={"a": 1})),
    "an assertion": lambda p: p.signed(p.claims(sub=p.client.id)),
    "another client": lambda p: p.signed(p.claims(client_id="another")),
    "another flow": lambda p: p.signed(p.claims(response_type="code id_token")),
    "an object inside": lambda p: p.signed(p.claims(request="e30.e30.")),
    "a reference inside": lambda p: p.signed(p.claims(request_uri="https://x.test/")),
    "expired": lambda p: p.signed(p.claims(exp=p.provider.clock.seconds() - 61)),
    "not yet": lambda p: p.signed(p.claims(nbf=p.provider.clock.seconds() + 61)),
    "issued later": lambda p: p.signed(p.claims(iat=p.provider.clock.seconds() + 61)),
    "exp a text": lambda p: p.signed(p.claims(exp="tomorrow")),
    "exp a fraction": lambda p: p.signed(p.claims(exp=1.5)),
    "exp true": lambda p: p.signed(p.claims(exp=True)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_object_that_is_not_good_is_told_to_the_client(signer: SigningParty, wrong: str) -> None:
    answer = fields(signer.sends(WRONG[wrong](signer), redirect_uri=CALLBACK, state="outside"))
    assert answer["error"] == "invalid_request_object"
    assert answer["state"] == "outside"
    with pytest.raises(NotRedirectableError):
        signer.sends(WRONG[wrong](signer), redirect_uri="https://evil.test/")


def test_a_forged_object_is_refused(signer: SigningParty, forge: Forge) -> None:
    header = {"alg": "RS256", "kid": "rsa", "typ": "oauth-authz-req+jwt"}
    token = forge(header, signer.claims(), RSA)
    for _ in range(2):
        answer = fields(signer.sends(token, redirect_uri=CALLBACK))
        assert answer["error"] in {"invalid_request_object", "invalid_request"}


def test_an_error_travels_signed_when_that_was_asked(signer: SigningParty) -> None:
    answer = fields(
        signer.sends(unsigned(signer.claims()), redirect_uri=CALLBACK, response_mode="jwt")
    )
    assert claims_of(answer["response"])["error"] == "invalid_request_object"
    inside = signer.signed(signer.claims(response_mode="form_post", prompt="none", max_age=-1))
    response = signer.sends(inside)
    assert isinstance(response, AuthorizationResponse)
    assert response.is_form_post
    assert dict(response.fields)["error"] == "invalid_request"


def test_who_registered_so_need_not_sign(old_signer: SigningParty) -> None:
    answer = fields(old_signer.sends(unsigned(old_signer.claims()), state="outside"))
    assert answer["state"] == "the-state"
    assert answer["code"]


@pytest.mark.parametrize(
    "token",
    [
        f"{encoded({'alg': 'none'})}.{encoded({})}.AAAA",
        f"{encoded({'alg': 'None'})}.{encoded({})}.",
        f"{encoded({'alg': 'none', 'crit': ['x']})}.{encoded({})}.",
        f"{encoded({'alg': 'none'})}.{encoded([])}.",
        f"{encoded({'alg': 'none'})}.!.",
        f"{encoded({'alg': 'none'})}.{encoded(b'[' * 4_000)}.",
    ],
)
def test_an_unsigned_object_has_one_shape(old_signer: SigningParty, token: str) -> None:
    answer = fields(old_signer.sends(token, redirect_uri=CALLBACK))
    assert answer["error"] == "invalid_request_object"


@pytest.mark.parametrize("registered", ["PS256", "none"])
def test_only_the_registered_algorithm_counts(relying_party: RelyingParty, registered: str) -> None:
    party = signing_party(relying_party, Profile.LEGACY, request_object_signing_alg=registered)
    token = party.signed(party.claims(), algorithm="RS256")
    answer = fields(party.sends(token, redirect_uri=CALLBACK))
    assert answer["error"] == "invalid_request_object"


def test_one_client_cannot_speak_for_another(signer: SigningParty) -> None:
    other = replace(signer.client, id=ClientId("other"), jwks=JWKS)
    register(signer.provider, other)
    token = signer.signed(signer.claims())
    answer = fields(replace(signer, client=other).sends(token, redirect_uri=CALLBACK))
    assert answer["error"] == "invalid_request_object"


def test_an_object_and_a_reference_exclude_each_other(signer: SigningParty) -> None:
    token = signer.signed(signer.claims())
    answer = fields(signer.sends(token, request_uri="https://x.test/", redirect_uri=CALLBACK))
    assert answer["error"] == "invalid_request"
