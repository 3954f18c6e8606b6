"""The way there: `state`, nonce and verifier, kept here and good for one return (RFC 9700 §2.1)."""

import json
from dataclasses import asdict

from idp.clock import Clock
from idp.ids import hashed, new_secret
from idp.keys import Vault
from idp.part import Part
from idp.storage import Database, Transaction
from idp.upstream import table
from idp.upstream.model import Attempt, UpstreamPurpose

_ABOUT = "upstream_attempt.attempt"


class Attempts(Part):
    """Every attempt is a row of its own, so that several tabs do not get in each other's way."""

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
        """Use up and return the attempt; None when it is unknown, used, over, or another's.

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
