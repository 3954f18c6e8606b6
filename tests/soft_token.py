"""A PKCS #11 token without a device: SoftHSM, with a configuration and tokens of its own."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from idp.settings import KeySettings

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "a pin of letters"


@pytest.fixture(scope="session")
def token_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeySettings]:
    """Settings that name a fresh token; the library finds it for the rest of the process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    pin = folder / "pin"
    pin.write_text(f"{PIN}\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    make_token("parvis")
    yield KeySettings(
        encryption_key="token:kek",
        next_encryption_key="token:next-kek",
        pkcs11_module=MODULE,
        pkcs11_token="parvis",
        pkcs11_pin=f"file:{pin}",
        store="token",
    )
    del os.environ["SOFTHSM2_CONF"]
    if before is not None:
        os.environ["SOFTHSM2_CONF"] = before


def make_token(label: str) -> None:
    """Initialise a token, which the library then finds by its label."""
    command = ["softhsm2-util", "--init-token", "--free", "--label", label]
    command += ["--pin", PIN, "--so-pin", "the officer's"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def on_token(settings: KeySettings, label: str, folder: Path) -> KeySettings:
    """Return `settings` on a token of a test's own."""
    make_token(label)
    return replace(settings, pkcs11_token=label, store_folder=str(folder))
