"""One-time codes: eight digits from the system's randomness, kept as a keyed hash.

Eight and not six: what matters is accounts x guesses / 10^digits, and there are many accounts.
"""

import secrets

from idp.ids import ProofId
from idp.keys.vault import Vault

_DIGITS = 8


def new_code() -> str:
    """Return eight random digits."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def code_hash(vault: Vault, proof_id: ProofId, code: str) -> bytes:
    """Return what is kept of `code`; the same digits give another hash for another proof."""
    return vault.mac("email_code", f"{proof_id}\0{code}")
