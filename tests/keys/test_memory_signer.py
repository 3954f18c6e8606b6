"""Keys that this process signs with are of the algorithm that they are named for."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from idp.keys.algorithms import PrivateKey
from idp.keys.memory_signer import signer_of

_P256 = ec.generate_private_key(ec.SECP256R1())
OTHERS: list[tuple[str, PrivateKey]] = [
    # Curves of another size, and of the same (RFC 7518 §3.4, RFC 8812 §3.2).
    ("ES256", ec.generate_private_key(ec.SECP384R1())),
    ("ES256", ec.generate_private_key(ec.SECP256K1())),
    ("ES256", ed25519.Ed25519PrivateKey.generate()),
    ("EdDSA", _P256),
    ("RS256", _P256),
]


@pytest.mark.parametrize(("algorithm", "key"), OTHERS)
def test_a_key_of_another_algorithm_signs_nothing(algorithm: str, key: PrivateKey) -> None:
    with pytest.raises(ValueError, match=algorithm):
        signer_of(algorithm, key)


def test_a_key_of_its_own_signs() -> None:
    assert len(signer_of("ES256", _P256).sign(b"message")) == 64
