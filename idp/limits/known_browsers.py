"""Which browsers have signed in to which address before: no stranger can fake it."""

from idp.clock import DAY, Clock
from idp.keys.vault import Vault
from idp.limits import table
from idp.part import Part
from idp.storage import Transaction

_NAME = "known_browser"
_REMEMBERED_SECONDS = 400 * DAY  # as long as browsers keep a cookie


class KnownBrowsers(Part):
    """Pairs of an address and the id in a browser's long-lived cookie, as keyed hashes."""

    vault: Vault
    clock: Clock

    def remember(self, tx: Transaction, *, address: str, browser: str) -> None:
        """Record that `browser` signed in to the account of `address` (normal form)."""
        expires_at = self.clock.seconds() + _REMEMBERED_SECONDS
        key_hash = self._key_hash(address, browser)
        tx.run(table.REMEMBER, name=_NAME, key_hash=key_hash, expires_at=expires_at)

    def knows(self, tx: Transaction, *, address: str, browser: str) -> bool:
        """Return whether `browser` has signed in to the account of `address` before."""
        key_hash = self._key_hash(address, browser)
        now = self.clock.seconds()
        return tx.row(table.IS_REMEMBERED, name=_NAME, key_hash=key_hash, now=now) is not None

    def _key_hash(self, address: str, browser: str) -> bytes:
        return self.vault.keyed_hash(_NAME, f"{address}\0{browser}")
