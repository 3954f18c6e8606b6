"""Sign-in attempts at providers: `state`, nonce and verifier, valid once (RFC 9700 §2.1)."""

import json

from msgspec.structs import asdict

from idp.clock import Clock
from idp.ids import hashed, new_secret
from idp.keys import Vault
from idp.part import Part
from idp.storage import Database, Transaction
from idp.upstream import table
from idp.upstream.model import Attempt, UpstreamPurpose

_ABOUT = "upstream_attempt.attempt"


class Attempts(Part):
    """Stores each attempt in its own row, so that several tabs work side by side."""

    vault: Vault
    clock: Clock
    seconds: int

    def begin(self, tx: Transaction, attempt: Attempt, browser: str) -> str:
        """Keep `attempt` for `browser` and return its `state`."""
        state, now = new_secret(), self.clock.seconds()
        tx.run(
            table.ADD_ATTEMPT,
            state_hash=hashed(state),
            browser_hash=hashed(browser),
            provider=attempt.provider,
            attempt_sealed=self.vault.seal(json.dumps(asdict(attempt)), _ABOUT),
            now=now,
            expires_at=now + self.seconds,
        )
        return state

    def use(self, database: Database, provider: str, state: str, browser: str) -> Attempt | None:
        """Spend and return the attempt; None if unknown, spent, expired, or of another browser.

        Committed at once: what follows calls the provider, and must not happen twice.
        """
        with database.writing() as tx:
            sealed = tx.row(
                table.USE_ATTEMPT,
                state_hash=hashed(state),
                browser_hash=hashed(browser),
                provider=provider,
                now=self.clock.seconds(),
            )
        if sealed is None:
            return None
        content = json.loads(self.vault.open(sealed, _ABOUT))
        return Attempt(**{**content, "purpose": UpstreamPurpose(content["purpose"])})
