"""The holder's name for a passkey: one line, kept sealed."""

import unicodedata

from idp.errors import PersonError
from idp.keys.vault import Vault

LONGEST = 60
_ABOUT = "passkey.label"


def clean_label(typed: str) -> str:
    """Return `typed` as one printable line. Raises PersonError PRV-PASSKEY-LABEL."""
    line = unicodedata.normalize("NFC", " ".join(typed.split()))
    if not line or len(line) > LONGEST or not line.isprintable():
        raise PersonError(
            "PRV-PASSKEY-LABEL",
            "authenticators.errors.passkey_label",
            field="label",
            values={"count": LONGEST},
        )
    return line


def seal_label(vault: Vault, label: str) -> bytes:
    """Return the label, sealed."""
    return vault.seal(label, _ABOUT)


def open_label(vault: Vault, sealed: bytes) -> str:
    """Return the label. Raises ValueError when it was changed."""
    return vault.open(sealed, _ABOUT)
