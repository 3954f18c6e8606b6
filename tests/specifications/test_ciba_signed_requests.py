"""Signed CIBA requests (CIBA Core 1.0 §7.1.1)."""

from typing import Any

import pytest

from idp.protocol.errors import InvalidRequestError
from tests.conftest import Parent
from tests.relying_party import RelyingParty
from tests.signing_party import EC, RSA
from tests.specifications.test_ciba import Counter, counter_of


@pytest.fixture
def signer(relying_party: RelyingParty, parent: Parent) -> Counter:
    """A counter that signs its requests."""
    algorithm = "ES256"
    return counter_of(
        relying_party, parent, backchannel_authentication_request_signing_alg=algorithm
    )


def test_a_signed_request_is_good_once(signer: Counter) -> None:
    request = signer.signed(requested_expiry="30", binding_message="1234")
    assert signer.send({"request": request})["expires_in"] == 30
    with pytest.raises(InvalidRequestError):
        signer.send({"request": request})
    assert signer.send({"request": signer.signed(requested_expiry=30)})["expires_in"] == 30


def test_who_must_sign_signs_everything(signer: Counter) -> None:
    with pytest.raises(InvalidRequestError):
        signer.ask()
    with pytest.raises(InvalidRequestError):
        signer.send({"request": signer.signed(), "scope": "openid"})


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": None},
        {"aud": "https://elsewhere.example.org"},
        {"iss": None},
        {"iss": "another"},
        {"exp": None},
        {"exp": 1_795_435_200 - 61},
        {"exp": 1_795_435_200 + 3_601},
        {"nbf": None},
        {"nbf": 1_795_435_200 + 120},
        {"nbf": 1_795_435_200 - 3_700},
        {"iat": None},
        {"iat": "now"},
        {"jti": None},
        {"jti": 3},
        {"login_hint": None},
        {"login_hint": ["a@exemple.ca"]},
        {"requested_expiry": True},
        {"requested_expiry": -4},
    ],
)
def test_a_bad_signed_request_writes_to_nobody(signer: Counter, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError):
        signer.send({"request": signer.signed(**changes)})
    assert signer.letters == []


def test_another_key_or_algorithm_signs_nothing(signer: Counter) -> None:
    for key, algorithm in ((RSA, "RS256"), (RSA, "PS256")):
        with pytest.raises(InvalidRequestError):
            signer.send({"request": signer.signed(key, algorithm)})
    forged = EC.generate_key("P-256", {"kid": "ec"})
    for request in (signer.signed(forged), "eyJhbGciOiJub25lIn0.e30.", "x"):
        with pytest.raises(InvalidRequestError):
            signer.send({"request": request})
