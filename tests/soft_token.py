"""A PKCS #11 token without a device: SoftHSM, with a configuration and tokens of its own."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from idp.keys.token import open_token
from idp.settings import KeySettings

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "a pin of letters"


@cache
def token_settings() -> KeySettings:
    """Return settings that name a fresh token.

    Once for the process: a library reads its configuration when it is set up, and never again.
    """
    folder = Path(tempfile.mkdtemp(prefix="parvis-softhsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    pin = folder / "pin"
    pin.write_text(f"{PIN}\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    make_token("parvis")
    return KeySettings(
        encryption_key="token:kek",
        next_encryption_key="token:next-kek",
        pkcs11_module=MODULE,
        pkcs11_token="parvis",
        pkcs11_pin=f"file:{pin}",
        store="token",
    )


def make_token(label: str) -> None:
    """Initialise a token, which the library then finds by its label."""
    command = ["softhsm2-util", "--init-token", "--free", "--label", label]
    command += ["--pin", PIN, "--so-pin", "the officer's"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def on_token(label: str, folder: Path) -> KeySettings:
    """Return settings for a token of a test's own."""
    settings = token_settings()
    make_token(label)
    # The library looks for tokens when it is set up.
    open_token(settings).leave()
    return replace(settings, pkcs11_token=label, store_folder=str(folder))
