"""Replacing the file of the key-encryption key by that of the next one, on one machine."""

import os
from pathlib import Path

from idp.errors import Refused
from idp.keys import Keyring


def put_in_place(keyring: Keyring) -> str:
    """Move the next key's file over the present one's, and return its path.

    One rename, after everything is sealed by it (`parvis keys rekey`): whenever the machine stops,
    the key in force is in one of the two files, and both are read. Raises Refused when either key
    is not in a file.
    """
    present, successor = keyring.present, keyring.successor
    if (present.kind, successor.kind) != ("file", "file"):
        raise Refused("keys.not_files", present=str(present), successor=str(successor))
    path = Path(present.name)
    if Path(successor.name).exists():
        Path(successor.name).replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return present.name
