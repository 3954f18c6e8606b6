"""The browsers that an account knows: after a password alone, only those that are not recent.

A browser becomes known by a second proof in it (a code to an address that can recover the account,
a passkey, an authenticator app), or once its first sign-in is no longer recent. `KnownBrowsers` in
`idp/limits` is different: it chooses the budget of a try.
"""

from idp.additions import table
from idp.additions.model import Added, KnownBrowser
from idp.additions.recent import Recent
from idp.clock import DAY, MINUTE, Clock
from idp.errors import PersonError
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.part import Part
from idp.storage import Transaction

_REMEMBERED_SECONDS = 400 * DAY  # as long as browsers keep a cookie
_FRESH_SECONDS = 30 * MINUTE


class AccountBrowsers(Part):
    """Pairs of an account and the id in a browser's long-lived cookie, as keyed hashes."""

    vault: Vault
    clock: Clock
    recent: Recent

    def note(
        self, tx: Transaction, account_id: AccountId, browser: str, device: str, proven_by: str = ""
    ) -> None:
        """Record a sign-in to the account in `browser`, or a second proof there.

        `proven_by` is the second proof: the id of an address, or a method.
        """
        now = self.clock.seconds()
        values = {**self._key(account_id, browser), "device": device, "now": now}
        values["expires_at"] = now + _REMEMBERED_SECONDS
        if proven_by:
            tx.run(table.PROVEN, **values, proven_by=proven_by)
        else:
            tx.run(table.SEEN, **values)

    def knows(self, tx: Transaction, account_id: AccountId, browser: str) -> bool:
        """Return whether additions in `browser` need no second proof."""
        found = self._find(tx, account_id, browser)
        return found is not None and self.recent.is_settled(found.first_seen_at, found.proven_at)

    def has_forgotten(self, tx: Transaction, account_id: AccountId, browser: str) -> bool:
        """Return whether the account was used in others, but not in `browser` since a recovery."""
        is_kept = self._find(tx, account_id, browser) is not None
        return not is_kept and bool(self.of_account(tx, account_id))

    def require_known(self, tx: Transaction, account_id: AccountId, browser: str) -> None:
        """Raise PersonError PRV-SECOND-PROOF-DUE where the account does not know `browser`."""
        if not self.knows(tx, account_id, browser):
            raise PersonError("PRV-SECOND-PROOF-DUE", "recovery.errors.second_proof_due")

    def added(self, tx: Transaction, account_id: AccountId, browser: str, device: str) -> Added:
        """Return the `Added` of an addition in `browser` now.

        Raises PersonError PRV-SECOND-PROOF-DUE where the account does not know it.
        """
        self.require_known(tx, account_id, browser)
        proof = self.fresh_proof(tx, account_id, browser)
        return Added(device, None if proof is None else proof.proven_at)

    def fresh_proof(
        self, tx: Transaction, account_id: AccountId, browser: str
    ) -> KnownBrowser | None:
        """Return the second proof in `browser` within the last half hour, or None."""
        found = self._find(tx, account_id, browser)
        if found is None or found.proven_at is None:
            return None
        return found if found.proven_at > self.clock.seconds() - _FRESH_SECONDS else None

    def of_account(self, tx: Transaction, account_id: AccountId) -> tuple[KnownBrowser, ...]:
        """Return the account's browsers, the first one first."""
        return tuple(tx.rows(table.LIST, account_id=account_id, now=self.clock.seconds()))

    def forget(self, tx: Transaction, account_id: AccountId) -> None:
        """Delete the account's browsers."""
        tx.run(table.FORGET, account_id=account_id)

    def _find(self, tx: Transaction, account_id: AccountId, browser: str) -> KnownBrowser | None:
        return tx.row(table.FIND, **self._key(account_id, browser), now=self.clock.seconds())

    def _key(self, account_id: AccountId, browser: str) -> dict[str, object]:
        digest = self.vault.keyed_hash("account_browser", f"{account_id}\0{browser}")
        return {"account_id": account_id, "browser_hash": digest}
