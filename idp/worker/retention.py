"""How long everything is kept: the one list, and the deletion that follows it.

What is not listed is kept until somebody removes it: accounts and addresses (until the account is
closed), clients, keys, consents, the registry (its own imports replace it), the audit record.
"""

from dataclasses import dataclass
from typing import Protocol

from idp.children.letters.holding import purge_letters
from idp.clock import DAY, Clock
from idp.storage import Database, Statement, Transaction
from idp.tokens.holders import purge_grants

_CHUNK = 500


class PurgeChunk(Protocol):
    """Deletes a chunk of what was over `before` then, and returns how many rows went."""

    def __call__(self, tx: Transaction, *, before: int, chunk: int) -> int:
        """Delete them."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Rows of `table` are deleted `after_seconds` after the time in `column`."""

    table: str
    key: str
    column: str
    after_seconds: int
    why: str
    only: str = "1 = 1"
    purge: PurgeChunk | None = None
    """How, where there is more to do than to delete."""

    def deletion(self) -> PurgeChunk:
        """Return what deletes one chunk, so that no lock is held for long."""
        if self.purge is not None:
            return self.purge
        statement = Statement(
            f"""DELETE FROM {self.table} WHERE ({self.key}) IN (
                    SELECT {self.key} FROM {self.table}
                    WHERE {self.column} <= :before AND {self.only} LIMIT :chunk)"""
        )

        def delete(tx: Transaction, *, before: int, chunk: int) -> int:
            return tx.run(statement, before=before, chunk=chunk)

        return delete


RETAINED = (
    Retention(
        "limit_bucket", "name, key_hash, period_start", "expires_at", 0, "the window is over"
    ),
    Retention(
        "address_proof", "id_hash", "expires_at", 0, "forgotten or spent; takes its codes along"
    ),
    Retention("administrator_session", "id_hash", "expires_at", 0, "the day of work is over"),
    Retention("administrator_invitation", "token_hash", "expires_at", 0, "nobody came"),
    Retention("journey", "id_hash", "expires_at", 0, "the parent did not come back"),
    Retention("upstream_attempt", "state_hash", "expires_at", 0, "nobody came back in time"),
    Retention("upstream_arrival", "id_hash", "expires_at", 0, "no address was proven in time"),
    Retention("used_challenge", "id_hash", "expires_at", 0, "its challenge is expired by itself"),
    Retention("halfway_sign_in", "id_hash", "expires_at", 0, "no second factor came in time"),
    Retention("browser_session", "id_hash", "expires_at", DAY, "over; still listed for a day"),
    Retention(
        "authorization_grant",
        "id",
        "expires_at",
        DAY,
        "no refresh can succeed any more; while its session lasts, whom it was given to is kept",
        purge=purge_grants,
    ),
    Retention(
        "portal_session",
        "sid, client_id, scope",
        "expires_at",
        DAY,
        "the session is over; its portals were told, or outlived it by themselves",
    ),
    Retention("revoked_token", "jti_hash", "expires_at", 0, "the token is expired by itself"),
    Retention("pushed_request", "id_hash", "expires_at", DAY, "a journey may still answer it"),
    Retention("approval_request", "id_hash", "expires_at", DAY, "its client was told; can go"),
    Retention("dpop_proof", "jti_hash", "expires_at", 0, "cannot be replayed any more"),
    Retention("client_invitation", "id", "expires_at", 0, "nobody can use it any more"),
    Retention("client_assertion", "jti_hash", "expires_at", 0, "cannot be replayed any more"),
    Retention(
        "portal_delivery",
        "id",
        "due_at",
        0,
        "a week after the portal was told, or was given up",
        only="state IN ('told', 'expired')",
    ),
    Retention(
        "portal_delivery", "id", "due_at", 0, "nobody asked for it in time", only="state = 'held'"
    ),
    Retention(
        "activation_letter",
        "id",
        "forgotten_at",
        0,
        "three months after its code worked, or when what it corrected is over: that goes along",
        purge=purge_letters,
    ),
    Retention(
        "outbox",
        "id",
        "due_at",
        0,
        "a month after the message's fate was known; its text was erased at that moment",
        only="state IN ('sent', 'refused', 'expired')",
    ),
)


class Purge:
    """Deletes what `RETAINED` no longer retains."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._deletions = [(each, each.deletion()) for each in RETAINED]

    def run_once(self) -> int:
        """Delete one chunk of each table, each in a transaction of its own; return the rows."""
        deleted = 0
        for retention, delete in self._deletions:
            before = self._clock.seconds() - retention.after_seconds
            with self._database.writing() as tx:
                deleted += delete(tx, before=before, chunk=_CHUNK)
        return deleted
