"""The worker's side of the outbox: who delivers which message, and what to write afterwards.

A worker leases messages by moving their `due_at` to the end of the lease, in one conditional
UPDATE. When it dies, the lease runs out and another worker takes over; a message may then be sent
twice, if the first worker died between the mail server's answer and our note of it, and only then.
"""

from idp.clock import MINUTE, Clock
from idp.keys.vault import Vault
from idp.mail import table
from idp.mail.model import Answer, DeliveryState, Leased
from idp.mail.outbox import MESSAGE, RECIPIENT
from idp.settings import Settings
from idp.storage import Transaction

_LEASED_AT_ONCE = 10
_MOST_COUNTED = 10_000
_LEASE_SECONDS = 5 * MINUTE


class Queue:
    """Messages that are due."""

    def __init__(self, *, vault: Vault, clock: Clock, settings: Settings) -> None:
        self._vault = vault
        self._clock = clock
        self._settings = settings.mail

    def is_any_due(self, tx: Transaction) -> bool:
        """Tell whether `lease` would find something; costs one look at an index."""
        return tx.row(table.ANY_DUE, now=self._clock.seconds()) is not None

    def backlog(self, tx: Transaction) -> tuple[int, int | None]:
        """Return how many messages wait, 10,000 at most, and when the first of them was due."""
        count, *due = tx.row(table.BACKLOG, most=_MOST_COUNTED) or (0,)
        return count, min((at for at in due if at is not None), default=None)

    def lease(self, tx: Transaction) -> tuple[Leased, ...]:
        """Take the messages that have been due the longest, for this worker alone."""
        now = self._clock.seconds()
        leased_until = now + _LEASE_SECONDS
        rows = tx.rows(table.LEASE, now=now, leased_until=leased_until, count=_LEASED_AT_ONCE)
        rows.sort(key=lambda row: (row[5], row[0]))
        return tuple(
            Leased(
                id=row[0],
                recipient=self._vault.open(row[1], RECIPIENT),
                message=self._vault.open(row[2], MESSAGE).encode("ascii"),
                attempts=row[3],
                expires_at=row[4],
                leased_until=leased_until,
                kind=row[6],
                created_at=row[5],
            )
            for row in rows
        )

    def may_start(self, leased: Leased) -> bool:
        """Tell whether enough of the lease is left to carry the message."""
        # Connect, greet, encrypt, sign in, hand over: each step may wait its full time.
        longest = 6 * self._settings.timeout_seconds
        return self._clock.seconds() + longest <= leased.leased_until

    def is_expired(self, leased: Leased) -> bool:
        """Tell whether the message has become useless."""
        return self._clock.seconds() >= leased.expires_at

    def settle(self, tx: Transaction, leased: Leased, answer: Answer) -> None:
        """Write down what came of the message; once that is final, erase it."""
        now = self._clock.seconds()
        ours = {"id": leased.id, "leased_until": leased.leased_until, "attempts": leased.attempts}
        if answer.state is DeliveryState.DEFERRED:
            waits = self._settings.retry_seconds
            wait = waits[min(leased.attempts, len(waits)) - 1]
            due_at = min(now + wait, max(leased.expires_at, now + 1))
            tx.run(table.DEFER, **ours, now=now, due_at=due_at, answer=answer.text)
            return
        tx.run(
            table.SETTLE,
            **ours,
            state=answer.state.value,
            now=now,
            answer=answer.text or None,
            nothing=b"",
        )

    def put_back(self, tx: Transaction, leased: Leased) -> None:
        """Give up a lease unused: the message is due at once, for any worker."""
        tx.run(
            table.GIVE_UP_LEASE,
            id=leased.id,
            leased_until=leased.leased_until,
            attempts=leased.attempts,
            due_at=self._clock.seconds(),
        )

    def retry_unreachable(self, tx: Transaction) -> None:
        """Make everything due that waited only because the server did not answer."""
        tx.run(table.RETRY_UNREACHABLE, now=self._clock.seconds())
