"""A house whose keys are in a PKCS #11 token: sealed there, and signing there (SoftHSM)."""

import json
import os
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from joserfc.jws import JWSRegistry
from msgspec.structs import replace

from idp.administration.actor import EVERY_ROLE, Actor
from idp.administration.keys.schemas import Rekey, RotateKeys, WhichKey
from idp.errors import SettingsError
from idp.installation.installing import install
from idp.keys.algorithms import ALGORITHMS, read_public_key
from idp.keys.record import KeyState
from idp.keys.secret_variables import take_variable
from idp.settings import DatabaseSettings, KeySettings, Settings
from idp.tokens import jose
from idp.wiring import Provider, build
from tests.conftest import TestClock
from tests.soft_token import on_token

ACTOR = Actor(name="admin:test", roles=EVERY_ROLE, is_fresh=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty database, and a token of its own."""
    return Settings(
        database=DatabaseSettings(url=f"sqlite:///{tmp_path}/parvis.db"),
        keys=on_token(tmp_path.name[-30:], tmp_path),
    )


def is_verified(provider: Provider, algorithm: str) -> bool:
    token = jose.sign(provider.keys, algorithm, "JWT", {"sub": "marie"})
    published = json.loads(provider.keys.current().document)["keys"]
    (jwk,) = [each for each in published if each["kid"] == provider.keys.active(algorithm).kid]
    signed, _, signature = token.rpartition(".")
    signature_bytes = urlsafe_b64decode(signature + "==")
    return JWSRegistry.algorithms[algorithm].verify(
        signed.encode(), signature_bytes, read_public_key(jwk)
    )


def test_keys_that_never_leave_a_token_sign_turn_and_are_sealed_anew(
    settings: Settings, clock: TestClock
) -> None:
    assert str(install(settings, clock).encryption_key) == "token kek"
    provider = build(settings, clock)
    for algorithm in ALGORITHMS:
        assert is_verified(provider, algorithm)
    with provider.database.reading() as tx:
        records = provider.key_lifecycle.records(tx)
    # The database holds nothing of them, sealed or not.
    assert [each.private_sealed for each in records] == [None] * len(ALGORITHMS)
    sealed = provider.vault.seal("texte", "a")

    operations = provider.administration.keys
    rotate = RotateKeys(algorithms=("ES256",))
    operations.rotate(ACTOR, rotate)
    clock.advance(provider.settings.keys.publication_lead_seconds)
    before = provider.keys.active("ES256").kid
    assert [each.state for each in operations.rotate(ACTOR, rotate).moves] == [KeyState.ACTIVE]
    assert provider.keyring.token is not None
    assert provider.keyring.token.has_signing_key(before)
    operations.revoke(ACTOR, WhichKey(kid=before))
    assert not provider.keyring.token.has_signing_key(before)

    told = operations.rekey(ACTOR, Rekey(make=True))
    assert (told.sealed, told.made, told.encryption_key) == (2, True, "token next-kek")
    provider.database.close()
    keys = replace(settings.keys, encryption_key="token:next-kek", next_encryption_key="file")
    moved = build(replace(settings, keys=keys), clock)
    assert moved.vault.open(sealed, "a") == "texte"
    assert is_verified(moved, "ES256")
    moved.database.close()


def test_an_encryption_key_moves_from_a_file_into_a_token(
    settings: Settings, clock: TestClock, tmp_path: Path
) -> None:
    file = str(tmp_path / "encryption.key")
    keys = replace(settings.keys, encryption_key="file", encryption_key_file=file, store="database")
    first = replace(settings, keys=keys)
    install(first, clock)
    running = build(first, clock)
    before = running.keys.active("ES256").kid
    running.administration.keys.rekey(ACTOR, Rekey(make=True))
    Path(file).unlink()
    # Whoever ran all along opens what is sealed by the next key from now on.
    running.administration.keys.revoke(ACTOR, WhichKey(kid=before))
    assert running.keys.active("ES256").sign(b"x")
    running.database.close()
    with pytest.raises(SettingsError, match="encryption_key_file"):
        build(replace(first, keys=replace(keys, next_encryption_key="file")), clock)
    after = build(replace(first, keys=replace(keys, encryption_key="token:next-kek")), clock)
    assert after.keys.active("ES256").sign(b"x")
    after.database.close()


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"pkcs11_module": "/nowhere/lib.so"}, "pkcs11_module"),
        ({"pkcs11_token": "another"}, "pkcs11_token"),
        ({"pkcs11_pin": "file:/nowhere/pin"}, "pkcs11_pin"),
        ({"pkcs11_pin": "environment:NO_SUCH_PIN"}, "pkcs11_pin"),
    ],
)
def test_a_token_that_is_not_there_is_named(
    settings: Settings, clock: TestClock, wrong: dict[str, str], name: str
) -> None:
    keys = replace(settings.keys, **wrong)
    with pytest.raises(SettingsError, match=name):
        install(replace(settings, keys=keys), clock)


@pytest.mark.parametrize(
    "wrong",
    [
        {"encryption_key": "environment:PARVIS_KEY"},
        {"encryption_key": "elsewhere"},
        {"encryption_key": "token:kek"},
        {"pkcs11_pin": "1234"},
        {"store": "token"},
        {"store": "elsewhere"},
        {"jwks_max_age_seconds": 300},
        {"rotation_days": 5},
    ],
)
def test_settings_of_keys_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"keys\."):
        KeySettings(**wrong)  # type: ignore[arg-type]


def test_a_secret_variable_is_taken_out_of_the_environment_and_known_afterwards() -> None:
    os.environ["A_SECRET_OF_THE_TEST"] = "x"
    assert take_variable("A_SECRET_OF_THE_TEST") == "x"
    assert "A_SECRET_OF_THE_TEST" not in os.environ
    assert take_variable("A_SECRET_OF_THE_TEST") == "x"
    assert take_variable("A_SECRET_THAT_NEVER_WAS") is None
