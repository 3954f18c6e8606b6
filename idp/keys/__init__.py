"""Keys: those that sign tokens, their life, and the vault that hashes and seals.

Owns the key-encryption key, the data keys and the signing keys. Knows no token: what is signed
is decided in `idp/tokens`.
"""

from idp.keys.signing import SigningKey, SigningKeys, VerifyingKey
from idp.keys.vault import Sealer, Vault, open_vault, read_encryption_key

__all__ = [
    "Sealer",
    "SigningKey",
    "SigningKeys",
    "Vault",
    "VerifyingKey",
    "open_vault",
    "read_encryption_key",
]
