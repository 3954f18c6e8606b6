"""What every key-encryption key does, wherever it is: one suite for all (`idp/keys/sealing.py`)."""

import base64
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from idp.keys.encryption_key import EncryptionKey
from idp.keys.sealing import Sealer
from idp.keys.token import open_token
from tests.soft_token import token_settings

Maker = Callable[[str], EncryptionKey]


@pytest.fixture(params=["file", "environment", "token"])
def maker(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    """Name a new key of each kind."""
    if request.param == "token":
        token = open_token(token_settings())
        # A token lasts the whole run.
        return lambda name: EncryptionKey("keys.x", "token", f"{tmp_path.name}.{name}", token)
    if request.param == "file":
        return lambda name: EncryptionKey("keys.x", "file", str(tmp_path / name))

    def in_the_environment(name: str) -> EncryptionKey:
        variable = f"KEY_OF_A_TEST_{name.upper()}"
        os.environ[variable] = base64.urlsafe_b64encode(os.urandom(32)).decode()
        return EncryptionKey("keys.x", "environment", variable)

    return in_the_environment


def made(maker: Maker, name: str = "one") -> Sealer:
    key = maker(name)
    key.make()
    return key.get()


def test_what_is_sealed_opens_for_what_it_is_about(maker: Maker) -> None:
    sealer = made(maker)
    for plain in (b"", b"x", os.urandom(5000)):
        assert sealer.open(sealer.seal(plain, "a"), "a") == plain


def test_a_sealed_value_opens_for_nothing_else_and_not_when_it_was_altered(maker: Maker) -> None:
    sealer = made(maker)
    sealed = sealer.seal(b"secret", "a")
    altered = bytes([*sealed[:-1], sealed[-1] ^ 1])
    for wrong, about in ((sealed, "b"), (altered, "a"), (sealed[:20], "a"), (b"", "a")):
        with pytest.raises(ValueError, match="cannot open"):
            sealer.open(wrong, about)


def test_another_key_does_not_open_it(maker: Maker) -> None:
    sealed = made(maker, "one").seal(b"secret", "a")
    with pytest.raises(ValueError, match="cannot open"):
        made(maker, "other").open(sealed, "a")


def test_sealing_twice_gives_nothing_to_compare(maker: Maker) -> None:
    sealer = made(maker)
    assert sealer.seal(b"x", "a") != sealer.seal(b"x", "a")


def test_a_key_is_made_once_and_found_again(maker: Maker) -> None:
    key = maker("one")
    key.make()
    sealed = key.get().seal(b"secret", "a")
    assert key.make() is False
    assert key.get().open(sealed, "a") == b"secret"


def test_what_one_kind_seals_has_the_form_of_the_others(maker: Maker) -> None:
    assert len(made(maker).seal(b"secret", "a")) == 12 + len(b"secret") + 16
