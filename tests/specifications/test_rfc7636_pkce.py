"""PKCE by S256 for every client but a legacy one, and no way down from it (RFC 7636, RFC 9700)."""

import pytest

from idp._authlib import s256_challenge
from idp.protocol.errors import InvalidGrantError, InvalidRequestError
from tests.relying_party import VERIFIER, Changes, RelyingParty, fields

CHALLENGE = s256_challenge(VERIFIER)


def test_the_example_of_the_specification_holds() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert s256_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge": CHALLENGE[:-1]},
        {"code_challenge": CHALLENGE + "A"},
        {"code_challenge": CHALLENGE[:-1] + "="},
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
    ],
)
def test_only_an_s256_challenge_will_do(
    relying_party: RelyingParty, changes: dict[str, Changes]
) -> None:
    answer = fields(relying_party.authorize(**changes))
    assert answer["error"] == "invalid_request"
    assert "code" not in answer


def test_a_repeated_challenge_is_refused(relying_party: RelyingParty) -> None:
    answer = fields(relying_party.authorize(("code_challenge", CHALLENGE)))
    assert answer["error"] == "invalid_request"


def test_a_challenge_cannot_be_left_out_at_the_end(relying_party: RelyingParty) -> None:
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(relying_party.code(), code_verifier=None)


def test_a_verifier_without_a_challenge_is_refused(legacy_party: RelyingParty) -> None:
    code = legacy_party.code(code_challenge=None, code_challenge_method=None)
    with pytest.raises(InvalidGrantError):
        legacy_party.redeem(code)
    assert legacy_party.redeem(code, code_verifier=None)["id_token"]


def test_a_legacy_client_that_uses_pkce_is_held_to_it(legacy_party: RelyingParty) -> None:
    with pytest.raises(InvalidGrantError):
        legacy_party.redeem(legacy_party.code(), code_verifier=None)


@pytest.mark.parametrize(
    "verifier", ["x" * 42, "x" * 129, "é" * 43, "x" * 42 + "+", "x" * 43 + "\n"]
)
def test_a_malformed_verifier_is_refused(relying_party: RelyingParty, verifier: str) -> None:
    with pytest.raises(InvalidRequestError):
        relying_party.redeem(relying_party.code(), code_verifier=verifier)


def test_a_code_injected_into_another_browser_meets_another_verifier(
    relying_party: RelyingParty,
) -> None:
    stolen = relying_party.code()
    with pytest.raises(InvalidGrantError):
        relying_party.redeem(stolen, code_verifier="the-verifier-of-the-browser-it-was-put-into")
