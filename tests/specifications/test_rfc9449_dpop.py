"""Proofs of possession: what a good one is, and what each lie in one meets (RFC 9449)."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from joserfc.jwk import ECKey, OKPKey, RSAKey
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from idp.keys.algorithms import JoseKey
from idp.protocol.token.binding.dpop import ALGORITHMS
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.key_holder import KeyHolder, ath, encoded
from tests.relying_party import RelyingParty, claims_of
from tests.web_application import browser_of

RSA = RSAKey.generate_key(2048)
_SHORT = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505 - to be refused
SHORT = RSAKey(_SHORT, _SHORT)
ED25519 = OKPKey.generate_key("Ed25519")
KEYS: dict[str, JoseKey] = {
    "ES256": ECKey.generate_key("P-256"),
    "PS256": RSA,
    "Ed25519": ED25519,
    "EdDSA": ED25519,
}


class Wire(Struct, frozen=True):
    """A portal whose requests go through the web application."""

    party: RelyingParty
    holder: KeyHolder
    browser: FlaskClient

    def token(self, *proofs: str, **changes: str | None) -> TestResponse:
        """Redeem a code, with `proofs` as they are."""
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": changes.pop("code", None) or self.party.code(),
            "redirect_uri": self.party.client.redirect_uris[0],
            "code_verifier": "Zm9.Yg~0-1_2" * 4,
            "client_id": self.party.client.id,
            "client_secret": self.party.secret,
            **changes,
        }
        kept = {name: value for name, value in form.items() if value is not None}
        return self.browser.post("/token", data=kept, headers=_headers(proofs))

    def tokens(self) -> dict[str, Any]:
        """Return what a proven request gives."""
        answer = self.token(self.holder.proof("/token"))
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.get_json()
        return content

    def userinfo(self, *proofs: str, token: str, scheme: str = "DPoP") -> TestResponse:
        """Ask who it is, with `proofs` as they are."""
        headers = Headers([*_headers(proofs), ("Authorization", f"{scheme} {token}")])
        return self.browser.get("/userinfo", headers=headers)


def _headers(proofs: tuple[str, ...]) -> Headers:
    return Headers([("DPoP", proof) for proof in proofs])


@pytest.fixture
def wire(relying_party: RelyingParty) -> Iterator[Wire]:
    """A portal with a key."""
    provider = relying_party.provider
    holder = KeyHolder(provider.settings.server.issuer, provider.clock)
    with browser_of(provider) as browser:
        yield Wire(relying_party, holder, browser)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # RFC 9864 gives it another name
def test_a_proven_request_gets_a_token_bound_to_its_key(wire: Wire, algorithm: str) -> None:
    holder = replace(wire.holder, key=KEYS[algorithm], algorithm=algorithm)
    tokens = replace(wire, holder=holder).tokens()
    assert tokens["token_type"] == "DPoP"
    token = tokens["access_token"]
    assert claims_of(token)["cnf"] == {"jkt": holder.jkt}
    answer = wire.userinfo(holder.proof("/userinfo", "GET", token=token), token=token)
    assert answer.status_code == 200
    assert answer.get_json()["sub"]


@on_one_database
def test_without_a_proof_a_client_gets_bearer_tokens_as_ever(wire: Wire) -> None:
    tokens = wire.token().get_json()
    assert tokens["token_type"] == "Bearer"
    assert "cnf" not in claims_of(tokens["access_token"])
    assert wire.userinfo(token=tokens["access_token"], scheme="Bearer").status_code == 200


FORGED: dict[str, dict[str, Any]] = {
    "another method": {"htm": "GET"},
    "a method in small letters": {"htm": "post"},
    "no method": {"htm": None},
    "another endpoint": {"htu": "http://127.0.0.1:8000/par"},
    "another host": {"htu": "http://evil.test:8000/token"},
    "another scheme": {"htu": "https://127.0.0.1:8000/token"},
    "another port": {"htu": "http://127.0.0.1:8001/token"},
    "user information": {"htu": "http://a@127.0.0.1:8000/token"},
    "a port that is none": {"htu": "http://127.0.0.1:x/token"},
    "no address": {"htu": None},
    "an address that is a number": {"htu": 7},
    "no time": {"iat": None},
    "a time in words": {"iat": "now"},
    "a time that is true": {"iat": True},
    "no jti": {"jti": None},
    "an empty jti": {"jti": ""},
    "a jti that is a number": {"jti": 1},
    "a jti without end": {"jti": "j" * 600},
}
TOLD: dict[str, dict[str, Any]] = {
    "no typ": {"typ": None},
    "typ JWT": {"typ": "JWT"},
    "typ at+jwt": {"typ": "at+jwt"},
    "no jwk": {"jwk": None},
    "a jwk that is a text": {"jwk": "x"},
    "an empty jwk": {"jwk": {}},
    "another key": {"jwk": ECKey.generate_key("P-256").as_dict(private=False)},
    "a private key": {"jwk": KEYS["ES256"].as_dict(private=True)},
    "a symmetric key": {"jwk": {"kty": "oct", "k": "AAAA"}},
    "crit": {"crit": ["exp"]},
    "an algorithm of another key": {"alg": "PS256"},
}


def refused(answer: TestResponse, *codes: str) -> None:
    assert answer.status_code in {400, 401}, answer.text
    assert answer.get_json()["error"] in (codes or ("invalid_dpop_proof",))


@on_one_database
@pytest.mark.parametrize("lie", FORGED)
def test_a_proof_for_something_else_is_refused(wire: Wire, lie: str) -> None:
    refused(wire.token(wire.holder.proof("/token", **FORGED[lie]), code="unspent"))


@on_one_database
@pytest.mark.parametrize("lie", TOLD)
def test_a_proof_with_a_bad_header_is_refused(wire: Wire, lie: str) -> None:
    holder = replace(wire.holder, key=KEYS["ES256"])
    refused(wire.token(holder.proof("/token", header=TOLD[lie]), code="unspent"))


@on_one_database
@pytest.mark.parametrize("typ", ["DPoP+JWT", "application/dpop+jwt"])
def test_the_type_of_a_proof_knows_no_case(wire: Wire, typ: str) -> None:
    assert wire.token(wire.holder.proof("/token", header={"typ": typ})).status_code == 200


@on_one_database
@pytest.mark.parametrize("seconds", [-61, 61, -3_600, 3_600])
def test_a_proof_from_another_time_is_refused(wire: Wire, seconds: int) -> None:
    now = wire.party.provider.clock.seconds()
    refused(wire.token(wire.holder.proof("/token", iat=now + seconds), code="unspent"))


@on_one_database
@pytest.mark.parametrize("seconds", [-10, 10])
def test_a_clock_may_be_ten_seconds_wrong(wire: Wire, seconds: int) -> None:
    now = wire.party.provider.clock.seconds()
    assert wire.token(wire.holder.proof("/token", iat=now + seconds)).status_code == 200


@on_one_database
def test_times_beyond_what_is_asked_are_honoured(wire: Wire) -> None:
    now = wire.party.provider.clock.seconds()
    good = wire.holder.proof("/token", nbf=now, exp=now + 300)
    assert wire.token(good).status_code == 200
    for times in ({"exp": now - 61}, {"exp": 0}, {"nbf": now + 61}, {"exp": "x"}, {"nbf": 1.5}):
        refused(wire.token(wire.holder.proof("/token", **times), code="unspent"))


@on_one_database
def test_what_we_do_not_know_in_a_proof_is_ignored(wire: Wire) -> None:
    proof = wire.holder.proof("/token", header={"kid": "k", "more": "x"}, more={"a": 1})
    assert wire.token(proof).status_code == 200


@on_one_database
@pytest.mark.parametrize(
    "spelling",
    ["HTTP://127.0.0.1:8000/token", "http://127.0.0.1:8000/token?a=b#c"],
)
def test_an_address_may_be_spelled_in_other_ways(wire: Wire, spelling: str) -> None:
    assert wire.token(wire.holder.proof("/token", htu=spelling)).status_code == 200


@on_one_database
@pytest.mark.parametrize(
    "proof", ["", "x", "a.b.c", "e30.e30.AAAA", "é.é.é", "." * 9, "e30." + "A" * 9_000 + ".AAAA"]
)
def test_what_is_no_proof_is_refused(wire: Wire, proof: str) -> None:
    refused(wire.token(proof, code="unspent"))


@on_one_database
def test_two_proofs_are_none(wire: Wire) -> None:
    proofs = (wire.holder.proof("/token"), wire.holder.proof("/token"))
    refused(wire.token(*proofs, code="unspent"))


@on_one_database
@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256"])
def test_an_algorithm_that_is_not_offered_is_refused(wire: Wire, algorithm: str) -> None:
    proof = KeyHolder(wire.holder.issuer, wire.holder.clock, RSA, "PS256").proof("/token")
    header = {"alg": algorithm, "typ": "dpop+jwt", "jwk": RSA.as_dict(private=False)}
    for signature in (proof.split(".")[2], ""):
        refused(wire.token(f"{encoded(header)}.{proof.split('.')[1]}.{signature}", code="unspent"))


@on_one_database
@pytest.mark.parametrize(
    ("key", "algorithm", "named"),
    [
        (SHORT, "PS256", "PS256"),
        (ECKey.generate_key("P-384"), "ES384", "ES384"),
        (ECKey.generate_key("P-384"), "ES384", "ES256"),
        (OKPKey.generate_key("Ed448"), "Ed448", "Ed448"),
        (OKPKey.generate_key("Ed448"), "Ed448", "EdDSA"),
    ],
)
def test_a_weak_or_odd_key_is_refused(wire: Wire, key: JoseKey, algorithm: str, named: str) -> None:
    holder = replace(wire.holder, key=key, algorithm=algorithm)
    refused(wire.token(holder.proof("/token", header={"alg": named}), code="unspent"))


def test_a_proof_is_good_once(wire: Wire, clock: TestClock) -> None:
    proof = wire.holder.proof("/token")
    assert wire.token(proof).status_code == 200
    refused(wire.token(proof))
    clock.advance(59)
    refused(wire.token(proof))


@on_one_database
def test_two_keys_may_choose_the_same_jti(wire: Wire) -> None:
    other = KeyHolder(wire.holder.issuer, wire.holder.clock)
    for holder in (wire.holder, other):
        assert wire.token(holder.proof("/token", jti="same")).status_code == 200


def test_a_bound_token_opens_nothing_without_its_key(wire: Wire) -> None:
    token = wire.tokens()["access_token"]
    holder, other = wire.holder, KeyHolder(wire.holder.issuer, wire.holder.clock)

    def proof(by: KeyHolder = holder, digest: str = ath(token)) -> str:
        return by.proof("/userinfo", "GET", ath=digest)

    def asked(*proofs: str, scheme: str = "DPoP") -> TestResponse:
        return wire.userinfo(*proofs, token=token, scheme=scheme)

    refused(asked())
    refused(asked(holder.proof("/userinfo", "GET")))
    refused(asked(proof(digest=ath("another"))))
    refused(asked(holder.proof("/userinfo", "POST", token=token)))
    refused(asked(proof(), proof()))
    refused(asked(proof(other)), "invalid_token")
    refused(asked(scheme="Bearer"), "invalid_token")
    refused(asked(proof(), scheme="Bearer"), "invalid_token")
    refused(wire.browser.post("/userinfo", data={"access_token": token}), "invalid_token")
    used = proof()
    assert asked(used, scheme="dpop").status_code == 200
    assert asked(proof(), scheme="DPOP").status_code == 200
    refused(asked(used))


@on_one_database
def test_a_bearer_token_does_not_become_bound_by_how_it_is_shown(wire: Wire) -> None:
    token = wire.token().get_json()["access_token"]
    proof = wire.holder.proof("/userinfo", "GET", token=token)
    refused(wire.userinfo(proof, token=token), "invalid_token")


@on_one_database
def test_a_refusal_says_how_to_ask(wire: Wire) -> None:
    nothing = wire.browser.get("/userinfo")
    assert nothing.status_code == 401
    expected = 'Bearer realm="parvis", DPoP algs="ES256 PS256 Ed25519 EdDSA"'
    assert nothing.headers["WWW-Authenticate"] == expected
    token = wire.tokens()["access_token"]
    told = wire.userinfo("x", token=token)
    assert told.status_code == 401
    challenge = told.headers["WWW-Authenticate"]
    assert challenge.startswith('DPoP algs="ES256 PS256 Ed25519 EdDSA", error="invalid_dpop_proof"')
    assert challenge.endswith('Bearer realm="parvis"')
    bearer = wire.userinfo(token=token, scheme="Bearer").headers["WWW-Authenticate"]
    assert bearer.startswith('Bearer realm="parvis", error="invalid_token"')


@on_one_database
def test_a_script_may_send_proofs_from_any_origin(wire: Wire) -> None:
    for path in ("/token", "/userinfo"):
        allowed = wire.browser.options(path).headers["Access-Control-Allow-Headers"]
        assert "dpop" in allowed
    exposed = wire.browser.get("/userinfo").headers["Access-Control-Expose-Headers"]
    assert "DPoP-Nonce" in exposed
    assert "WWW-Authenticate" in exposed


@on_one_database
def test_an_introspected_token_says_to_which_key_it_is_bound(wire: Wire) -> None:
    form = {
        "token": wire.tokens()["access_token"],
        "client_id": wire.party.client.id,
        "client_secret": wire.party.secret,
    }
    said = wire.browser.post("/introspect", data=form).get_json()
    assert said["active"] is True
    assert said["token_type"] == "DPoP"
    assert said["cnf"] == {"jkt": wire.holder.jkt}


def test_the_hash_of_a_token_is_that_of_the_specification() -> None:
    # RFC 9449 §7.1, the example request.
    token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    assert ath(token) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
