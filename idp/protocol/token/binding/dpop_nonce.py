"""Nonces that date a proof by our clock instead of the client's (RFC 9449 §8, §9).

None is stored: each is computed from the time, so that every node accepts those of the others.
"""

import hmac
from base64 import urlsafe_b64encode

from idp.clock import Clock
from idp.keys import Vault
from idp.part import Part

_BYTES = 18


class DpopNonces(Part):
    """Issues nonces; with `seconds` 0 no proof needs one."""

    vault: Vault
    clock: Clock
    seconds: int

    def fresh(self) -> str:
        """Return a nonce valid for `seconds` at least, and for twice that at most."""
        return self._of(self.clock.seconds() // self.seconds)

    def is_good(self, nonce: object) -> bool:
        """Return whether `nonce` was issued recently enough."""
        if not isinstance(nonce, str):
            return False
        period = self.clock.seconds() // self.seconds
        given = nonce.encode("utf-8", "surrogatepass")
        return any(
            hmac.compare_digest(self._of(each).encode(), given) for each in (period, period - 1)
        )

    def _of(self, period: int) -> str:
        return urlsafe_b64encode(self.vault.mac("dpop_nonce", str(period))[:_BYTES]).decode()
