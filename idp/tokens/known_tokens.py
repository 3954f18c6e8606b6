"""Access tokens whose signature this process verified under the keys in force (RFC 7515 §5.2).

A resource server shows the same token many times in its few minutes, and verifying it takes half of
the answer. What a signature covers never changes, so it is looked at once for as long as the same
keys are in force; whatever may change (time, revocation, restoration, audience, key binding) is
checked by each request.
"""

import hashlib
import threading
from typing import Generic, TypeVar

from idp.keys.signing import KeySet

Claims = TypeVar("Claims")
_MOST = 2_048
"""Tokens: two megabytes."""
_LONGEST = 2_048
"""Characters of a token that is kept; longer ones hold what an authorization request described."""


class KnownTokens(Generic[Claims]):
    """Keeps claims by the SHA-256 of their token, which itself is not kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[KeySet | None, dict[bytes, Claims]] = (None, {})

    def find(self, keys: KeySet, token: str) -> Claims | None:
        """Return the claims of `token`, if it was verified under these very `keys`."""
        under, known = self._of
        return known.get(_digest(token)) if under is keys else None

    def keep(self, keys: KeySet, token: str, claims: Claims) -> None:
        """Keep the `claims` of a token that was verified under `keys`, in place of the oldest."""
        if len(token) > _LONGEST:
            return
        with self._lock:
            under, known = self._of
            if under is not keys:
                # Rotated, withdrawn or compromised: whatever happened, all is verified again.
                known = {}
                self._of = keys, known
            if len(known) >= _MOST:
                del known[next(iter(known))]
            known[_digest(token)] = claims


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
