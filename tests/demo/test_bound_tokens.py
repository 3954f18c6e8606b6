"""Whom the demo's protected resource believes that a token is theirs (RFC 9449 §7, RFC 8705 §3)."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey
from joserfc.util import urlsafe_b64encode

from tests.certificates import Issued, Wanted, issue
from tests.demo.believed_issuer import BEARER, DPOP, HOLDER, Register, bad, told
from tests.demo.running_resource import resource_of

NONCE_SECONDS = 60


def bound(register: Register, **more: Any) -> str:  # noqa: ANN401 - JSON
    return register.token(cnf={"jkt": HOLDER.thumbprint()}, **more)


def test_the_holder_of_the_key_is_served(register: Register) -> None:
    token = bound(register)
    for proof in (
        register.proof(token),
        register.proof(token, htu=f"{register.place.upper().replace('HTTP', 'http')}/absences?a#b"),
        register.proof(token, typ="DPoP+JWT"),
    ):
        assert register.get(token, "DPoP", DPoP=proof).status_code == 200
    key = OKPKey.generate_key("Ed25519")
    token = register.token(cnf={"jkt": key.thumbprint()})
    assert register.get(token, "dpop", DPoP=register.proof(token, key)).status_code == 200


def test_a_proof_is_good_once(register: Register) -> None:
    token = bound(register)
    proof = register.proof(token)
    assert register.get(token, "DPoP", DPoP=proof).status_code == 200
    why = told("invalid_dpop_proof", "the proof was used before")
    again = register.get(token, "DPoP", DPoP=proof)
    assert register.refused(again) == (401, f"{DPOP}, {why}, {BEARER}")


MALFORMED = "the proof is malformed or badly signed"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"htm": "POST"}, "the proof is for another request"),
        ({"htu": "https://elsewhere.example.org/absences"}, "the proof is for another request"),
        ({"htu": None}, "the proof is for another request"),
        ({"htu": "http://127.0.0.1:99999/absences"}, "the proof is for another request"),
        ({"htu": "http://[/absences"}, "the proof is for another request"),
        ({"ath": None}, "the proof is for another token"),
        ({"ath": "x"}, "the proof is for another token"),
        ({"iat": 1_700_000_000}, "the proof is too old, or from the future"),
        ({"iat": 4_000_000_000}, "the proof is too old, or from the future"),
        ({"iat": 10**400}, "the proof is too old, or from the future"),
        ({"iat": "now"}, "the proof is too old, or from the future"),
        ({"jti": None}, "the proof has no jti"),
        ({"jti": 3}, "the proof has no jti"),
        ({"typ": "JWT"}, MALFORMED),
    ],
)
def test_a_proof_of_something_else_is_refused(
    register: Register, changes: dict[str, Any], why: str
) -> None:
    token = bound(register)
    answer = register.get(token, "DPoP", DPoP=register.proof(token, **changes))
    error = told("invalid_dpop_proof", why)
    assert register.refused(answer) == (401, f"{DPOP}, {error}, {BEARER}")


def test_what_is_no_proof_is_refused(register: Register) -> None:
    token = bound(register)
    good = register.proof(token)
    private = jwt.encode(
        {"typ": "dpop+jwt", "alg": "ES256", "jwk": HOLDER.as_dict(private=True)}, {}, HOLDER
    )
    for proof in ("", "x", f"{good},{good}", good[:-4] + "AAAA", private, "e30.e30.e30"):
        answer = register.get(token, "DPoP", DPoP=proof)
        error = told("invalid_dpop_proof", MALFORMED)
        assert register.refused(answer) == (401, f"{DPOP}, {error}, {BEARER}")


def test_a_token_without_its_key_is_refused(register: Register) -> None:
    token = bound(register)
    other = ECKey.generate_key("P-256")
    stolen = register.get(token, "DPoP", DPoP=register.proof(token, other))
    why = told("invalid_token", "the token is bound to another key")
    assert register.refused(stolen) == (401, f"{DPOP}, {why}, {BEARER}")
    other_scheme = "the token belongs to another scheme"
    assert register.refused(register.get(token)) == (401, bad(other_scheme))
    free = register.token()
    pretended = register.get(free, "DPoP", DPoP=register.proof(free))
    error = told("invalid_token", other_scheme)
    assert register.refused(pretended) == (401, f"{DPOP}, {error}, {BEARER}")
    unknown = register.token(cnf={"kid": "x"})
    assert register.refused(register.get(unknown)) == (
        401,
        bad("the token is bound in a way that we do not know"),
    )


def thumbprint(shown: Issued) -> str:
    return urlsafe_b64encode(sha256(shown.der).digest()).decode()


def test_the_holder_of_the_certificate_is_served(register: Register) -> None:
    own, other = issue(Wanted()), issue(Wanted("Autre"))
    token = register.token(cnf={"x5t#S256": thumbprint(own)})
    assert register.get(token, Client_Cert=own.header()).status_code == 200
    refusal = (401, bad("the token is bound to another certificate"))
    for header in (other.header(), "", own.header("base64"), f":{own.header()}:", ":A:"):
        assert register.refused(register.get(token, Client_Cert=header)) == refusal
    assert register.refused(register.get(token)) == refusal


def test_a_token_bound_twice_needs_both(register: Register) -> None:
    own = issue(Wanted())
    token = register.token(cnf={"x5t#S256": thumbprint(own), "jkt": HOLDER.thumbprint()})
    both = {"DPoP": register.proof(token), "Client_Cert": own.header()}
    assert register.get(token, "DPoP", **both).status_code == 200
    assert register.get(token, "DPoP", DPoP=register.proof(token)).status_code == 401
    assert register.get(token, Client_Cert=own.header()).status_code == 401


def test_a_nonce_is_asked_for_and_then_taken(register: Register, tmp_path: Path) -> None:
    issuer = register.issuer
    settings = {"issuer": issuer.uri, "dpop_nonce_seconds": NONCE_SECONDS}
    with resource_of(tmp_path, **settings) as place:
        other = Register(place, issuer)
        token = bound(other)
        answers = [
            other.get(token, "DPoP", DPoP=other.proof(token, nonce=nonce)) for nonce in (None, "x")
        ]
        error = told("use_dpop_nonce", "the proof needs the nonce of this answer")
        for answer in answers:
            assert other.refused(answer) == (401, f"{DPOP}, {error}, {BEARER}")
        fresh = answers[0].headers["DPoP-Nonce"]
        assert re.fullmatch(r"[0-9a-f]{64}", fresh)
        proof = other.proof(token, nonce=fresh)
        assert other.get(token, "DPoP", DPoP=proof).status_code == 200
        # Without the setting no certificate is believed, whoever tells it.
        own = issue(Wanted())
        token = other.token(cnf={"x5t#S256": thumbprint(own)})
        assert other.get(token, Client_Cert=own.header()).status_code == 401


def test_callers_that_name_no_resource_have_tokens_for_the_issuer(
    register: Register, tmp_path: Path
) -> None:
    issuer = register.issuer
    with resource_of(tmp_path, issuer=issuer.uri, audience=issuer.uri) as place:
        other = Register(place, issuer)
        assert other.get(other.token(aud=issuer.uri)).status_code == 200
        assert other.get(other.token()).status_code == 401
        token = bound(other, aud=issuer.uri)
        assert other.get(token, "DPoP", DPoP=other.proof(token)).status_code == 200
