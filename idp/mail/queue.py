"""The worker's side of the outbox: leases messages and records their outcome.

A worker leases messages by moving their `due_at` to the end of the lease, in one conditional
UPDATE, and renews the lease while it lives. When it dies, the lease soon runs out and another
worker takes over; a message may then be sent twice, if the first worker died between the last line
that it sent to the mail server and our note of the answer, and only then. While the database is
away leases run out and nobody dies: so who missed it takes nothing over for some seconds, in which
the others note what they sent.
"""

from idp.clock import Clock
from idp.keys.vault import Vault
from idp.mail import table
from idp.mail.model import UNCONFIRMED, DeliveryState, Leased, MailReply
from idp.mail.outbox import MESSAGE, RECIPIENT
from idp.mail.records import Backlog
from idp.settings import Settings
from idp.storage import Transaction

_LEASED_AT_ONCE = 10
_MOST_COUNTED = 10_000
LEASE_SECONDS = 20
"""How late a message can be that was in the hands of a worker that was killed."""


class Queue:
    """Due messages."""

    def __init__(self, *, vault: Vault, clock: Clock, settings: Settings) -> None:
        self._vault = vault
        self._clock = clock
        self._settings = settings.mail

    def is_any_due(self, tx: Transaction) -> bool:
        """Return whether `lease` would find a message; reads one index entry."""
        return tx.row(table.ANY_DUE, now=self._clock.seconds()) is not None

    def backlog(self, tx: Transaction) -> tuple[int, int | None]:
        """Return how many messages wait, 10,000 at most, and when the first of them was due."""
        found = tx.row(table.BACKLOG, most=_MOST_COUNTED) or Backlog(0, None, None, None)
        due = (found.queued_at, found.deferred_at, found.sending_at)
        return found.count, min((at for at in due if at is not None), default=None)

    def lease(self, tx: Transaction, *, takes_over: bool = True) -> tuple[Leased, ...]:
        """Take the messages that have been due the longest, for this worker alone.

        With `takes_over` also those whose lease ran out.
        """
        now = self._clock.seconds()
        leased_until = now + LEASE_SECONDS
        statement = table.LEASE if takes_over else table.LEASE_NOBODYS
        rows = tx.rows(statement, now=now, leased_until=leased_until, count=_LEASED_AT_ONCE)
        rows.sort(key=lambda row: (row.created_at, row.id))
        return tuple(
            Leased(
                id=row.id,
                recipient=self._vault.open(row.recipient_sealed, RECIPIENT),
                message=self._vault.open(row.message_sealed, MESSAGE).encode("utf-8"),
                attempts=row.attempts,
                expires_at=row.expires_at,
                kind=row.kind,
                created_at=row.created_at,
            )
            for row in rows
        )

    def renew(self, tx: Transaction, leased: Leased) -> bool:
        """Renew the lease; False when another worker has the message, or may have it."""
        now = self._clock.seconds()
        ours = {"id": leased.id, "attempts": leased.attempts}
        return tx.run(table.RENEW, **ours, now=now, leased_until=now + LEASE_SECONDS) == 1

    def is_expired(self, leased: Leased) -> bool:
        """Return whether the message has expired."""
        return self._clock.seconds() >= leased.expires_at

    def settle(self, tx: Transaction, leased: Leased, answer: MailReply) -> bool:
        """Record the outcome of an attempt; once that is final, erase the message.

        Return whether this worker recorded a final outcome.
        """
        now = self._clock.seconds()
        ours = {"id": leased.id, "attempts": leased.attempts}
        if answer.state is DeliveryState.DEFERRED:
            settings, in_doubt = self._settings, answer is UNCONFIRMED
            waits = settings.unconfirmed_retry_seconds if in_doubt else settings.retry_seconds
            wait = waits[min(leased.attempts, len(waits)) - 1]
            due_at = min(now + wait, max(leased.expires_at, now + 1))
            tx.run(table.DEFER, **ours, now=now, due_at=due_at, answer=answer.text)
            return False
        settled = tx.run(
            table.SETTLE,
            **ours,
            state=answer.state.value,
            now=now,
            answer=answer.text or None,
            nothing=b"",
        )
        return settled == 1

    def drop(self, tx: Transaction, leased: Leased) -> None:
        """Delete a message to nobody."""
        tx.run(table.DROP, id=leased.id, attempts=leased.attempts)

    def retry_unreachable(self, tx: Transaction) -> None:
        """Make everything due that waited only because the server did not answer."""
        tx.run(table.RETRY_UNREACHABLE, now=self._clock.seconds())
