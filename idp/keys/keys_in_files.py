"""Private halves in a folder of one machine: a copy of the database holds none of them.

Each file is sealed under a key of its own, which its row keeps sealed: the row's commit is what
makes the file worth anything, and emptying the row is what destroys it, in the transaction of the
change. A file without its row, or the other way round, signs nothing.
"""

import os
import secrets
from pathlib import Path

from idp.errors import Refused, SettingsError
from idp.keys.algorithms import make_private_key, private_bytes, read_private_key
from idp.keys.memory_signer import signer_of
from idp.keys.private_keys import KeptIn, Made, Signer
from idp.keys.sealing import KEY_BYTES, AesSealer
from idp.part import Part


class KeysInFiles(Part):
    """Stores the private key in a file, whose own key is sealed in the row."""

    kept_in = KeptIn.FILES

    folder: Path
    rsa_bits: int

    def make(self, kid: str, algorithm: str) -> Made:
        """Write a key, synced to the disk. Raises Refused when it cannot be written."""
        private = make_private_key(algorithm, self.rsa_bits)
        file_key = secrets.token_bytes(KEY_BYTES)
        sealed = AesSealer(file_key).seal(private_bytes(private), _about(kid))
        try:
            _write(self._path(kid), sealed)
        except OSError as error:
            raise Refused("keys.folder", folder=self.folder, why=error.strerror) from error
        return Made(private.public_key(), file_key)

    def signer(self, kid: str, algorithm: str, secret: bytes | None) -> Signer:
        """Return what signs with the key. Raises SettingsError when its private half is gone."""
        try:
            sealed = self._path(kid).read_bytes()
            der = AesSealer(secret or b"").open(sealed, _about(kid))
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"the private half of {kid} is not in {self.folder} of this machine"
            ) from error
        return signer_of(algorithm, read_private_key(der))

    def destroy(self, kid: str) -> None:
        """Remove the file, if it exists; its key is already destroyed."""
        self._path(kid).unlink(missing_ok=True)

    def _path(self, kid: str) -> Path:
        return self.folder / f"signing-{kid}.sealed"


def _about(kid: str) -> str:
    return f"signing_file.{kid}"


def _write(path: Path, content: bytes) -> None:
    """Write the file atomically, and sync it and its folder to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
