"""What every keeper of private halves does: one suite for all (`idp/keys/private_keys.py`)."""

import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from joserfc.jws import JWSRegistry
from msgspec import Struct, structs

from idp.errors import SettingsError
from idp.keys.algorithms import ALGORITHMS, public_jwk, read_public_key
from idp.keys.keys_in_database import KeysInDatabase
from idp.keys.keys_in_files import KeysInFiles
from idp.keys.keys_in_token import KeysInToken
from idp.keys.private_keys import Made, PrivateKeys
from idp.keys.token import open_token
from tests.soft_token import PIN, token_settings


@pytest.fixture(params=["database", "files", "token"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> PrivateKeys:
    """One of each."""
    if request.param == "token":
        return KeysInToken(token=open_token(token_settings()), rsa_bits=2048)
    if request.param == "files":
        return KeysInFiles(folder=tmp_path / "keys", rsa_bits=2048)
    return KeysInDatabase(rsa_bits=2048)


def verifies(made: Made, algorithm: str, message: bytes, signature: bytes) -> bool:
    key = read_public_key(public_jwk(made.public, "k", algorithm))
    return JWSRegistry.algorithms[algorithm].verify(message, signature, key)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_it_signs_verifies_by_the_public_half_alone(
    keeper: PrivateKeys, algorithm: str
) -> None:
    kid = f"{keeper.kept_in}.{algorithm}"
    made = keeper.make(kid, algorithm)
    signer = keeper.signer(kid, algorithm, made.secret)
    for message in (b"header.claims", b"", os.urandom(20_000)):
        signature = signer.sign(message)
        assert verifies(made, algorithm, message, signature)
        assert not verifies(made, algorithm, message + b"x", signature)
    keeper.destroy(kid)


def test_a_key_that_is_gone_signs_nothing(keeper: PrivateKeys) -> None:
    made = keeper.make("gone", "ES256")
    keeper.destroy("gone")
    keeper.destroy("gone")
    # The transaction that withdraws a key empties its row as well.
    with pytest.raises(SettingsError, match="private half of gone"):
        keeper.signer("gone", "ES256", None)
    assert "secret" not in repr(made)


def test_neither_what_is_made_nor_what_signs_shows_a_key(keeper: PrivateKeys) -> None:
    made = keeper.make("silent", "ES256")
    signer = keeper.signer("silent", "ES256", made.secret)
    members = structs.asdict(signer) if isinstance(signer, Struct) else vars(signer)
    shown = f"{made!r} {keeper!r} {signer!r} {members!r}"
    assert PIN not in shown
    if made.secret is not None:
        assert made.secret.hex() not in shown
        assert repr(made.secret) not in shown
    keeper.destroy("silent")


def test_several_threads_sign_at_once(keeper: PrivateKeys) -> None:
    made = keeper.make("threads", "ES256")
    signer = keeper.signer("threads", "ES256", made.secret)
    messages = [os.urandom(64) for _ in range(64)]
    with ThreadPoolExecutor(8) as pool:
        signatures = list(pool.map(signer.sign, messages))
    assert all(map(verifies, [made] * 64, ["ES256"] * 64, messages, signatures))
    keeper.destroy("threads")


def test_a_process_that_forked_signs_by_itself(keeper: PrivateKeys) -> None:
    made = keeper.make("forked", "ES256")
    signer = keeper.signer("forked", "ES256", made.secret)
    signer.sign(b"before the fork")
    with _in_a_child(lambda: signer.sign(b"in the child")) as signature:
        assert verifies(made, "ES256", b"in the child", signature)
    assert verifies(made, "ES256", b"after", signer.sign(b"after"))
    keeper.destroy("forked")


@contextlib.contextmanager
def _in_a_child(work: Callable[[], bytes]) -> Iterator[bytes]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:  # pragma: no cover - the child
        try:
            os.write(writing, work())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        yield file.read()
    os.waitpid(pid, 0)
