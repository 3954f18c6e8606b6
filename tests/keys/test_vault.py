"""The vault: what the database cannot tell, and what happens when it was tampered with."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from idp.errors import SettingsError
from idp.keys.encryption_key import make_encryption_key, read_encryption_key
from idp.keys.sealing import NONCE_BYTES, AesSealer
from idp.keys.vault import Vault
from idp.settings import KeySettings
from idp.wiring import Provider, build
from tests.databases import on_one_database

VAULT = Vault(lookup_key=b"k" * 32, seal_key=b"s" * 32)
ANYTHING = st.text(st.characters())


@given(ANYTHING)
def test_what_is_sealed_opens_for_what_it_is_about(text: str) -> None:
    assert VAULT.open(VAULT.seal(text, "a"), "a") == text


def test_many_values_are_hashed_bound_and_sealed_as_each_by_itself() -> None:
    texts = ["", "é", "\udc80"]
    assert VAULT.keyed_hashes("a", texts) == [VAULT.keyed_hash("a", text) for text in texts]
    rows = [(text, 1, None) for text in texts[:2]]
    assert VAULT.row_macs("a", rows) == [VAULT.row_mac("a", row) for row in rows]
    sealed = VAULT.seal_each(texts, "a")
    assert [VAULT.open(each, "a") for each in sealed] == texts
    assert len({each[:NONCE_BYTES] for each in sealed}) == len(texts)


def test_a_sealed_value_opens_for_nothing_else() -> None:
    with pytest.raises(ValueError, match="cannot open"):
        VAULT.open(VAULT.seal("x", "address.1"), "address.2")


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_one_altered_bit_is_noticed(place: int) -> None:
    sealed = bytearray(VAULT.seal("secret", "a"))
    sealed[place] ^= 1
    with pytest.raises(ValueError, match="cannot open"):
        VAULT.open(bytes(sealed), "a")


def test_sealing_twice_gives_nothing_to_compare() -> None:
    assert VAULT.seal("x", "a") != VAULT.seal("x", "a")


def test_a_hash_is_found_again_only_within_its_purpose() -> None:
    assert VAULT.keyed_hash("a", "x") == VAULT.keyed_hash("a", "x")
    assert VAULT.keyed_hash("a", "x") != VAULT.keyed_hash("b", "x")
    other = Vault(lookup_key=b"o" * 32, seal_key=b"s" * 32)
    assert VAULT.keyed_hash("a", "x") != other.keyed_hash("a", "x")


def test_the_encryption_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "encryption.key"
    assert make_encryption_key(path) is True
    first = path.read_bytes()
    assert make_encryption_key(path) is False
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"!" * 44, b"A" * 40, b"\xff" * 32])
def test_a_bad_encryption_key_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "encryption.key"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"encryption\.key"):
        read_encryption_key(path)


@on_one_database
def test_another_encryption_key_does_not_open_the_house(provider: Provider, tmp_path: Path) -> None:
    path = tmp_path / "other.key"
    make_encryption_key(path)
    settings = provider.settings
    keys = KeySettings(encryption_key_file=str(path))
    with pytest.raises(SettingsError, match="not the key of this database"):
        build(replace(settings, keys=keys))


def test_a_sealer_is_silent_about_its_key() -> None:
    assert "kkk" not in repr(AesSealer(b"k" * 32))
