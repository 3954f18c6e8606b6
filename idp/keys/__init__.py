"""Keys: those that sign tokens, their life, and the vault that hashes and seals.

Owns the key-encryption key, the data keys and the signing keys. Knows no token: what is signed
is decided in `idp/tokens`.
"""

from idp.keys.keyring import Keyring, keyring_of
from idp.keys.signing import SigningKey, SigningKeys, VerifyingKey
from idp.keys.vault import Vault, open_vault

__all__ = [
    "Keyring",
    "SigningKey",
    "SigningKeys",
    "Vault",
    "VerifyingKey",
    "keyring_of",
    "open_vault",
]
