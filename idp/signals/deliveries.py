"""What each portal is to be told: kept until it was, or for a day.

A worker leases deliveries by moving their `due_at`, in one conditional UPDATE, a portal at a time:
a portal that does not answer holds up nobody else. When the worker dies the lease runs out; a
portal may then be told twice, under the same id, which it knows to ignore.
"""

from collections.abc import Iterable
from dataclasses import replace

from idp.clock import DAY, MINUTE, Clock
from idp.ids import ClientId
from idp.keys.vault import Vault
from idp.settings import SignalSettings
from idp.signals import table
from idp.signals.model import Delivery
from idp.storage import Row, Transaction

_CONTENT = "portal_delivery.content"
_LEASE_SECONDS = 2 * MINUTE
_KEPT_SECONDS = 7 * DAY


class Deliveries:
    """The queue of them."""

    def __init__(self, *, vault: Vault, clock: Clock, settings: SignalSettings) -> None:
        self._vault = vault
        self._clock = clock
        self._settings = settings

    def put(self, tx: Transaction, deliveries: Iterable[Delivery]) -> None:
        """Keep each of them until it is told, due at once."""
        now = self._clock.seconds()
        tx.run_many(
            table.PUT,
            [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "client_id": each.client_id,
                    "account_id": each.account_id,
                    "sid": each.sid or "",
                    "content_sealed": each.content and self._vault.seal(each.content, _CONTENT),
                    "at": each.at,
                    "now": now,
                    "expires_at": now + self._settings.give_up_seconds,
                }
                for each in deliveries
            ],
        )

    def due_clients(self, tx: Transaction) -> tuple[ClientId, ...]:
        """Return whom there is something to tell now."""
        return tuple(row[0] for row in tx.rows(table.DUE_CLIENTS, now=self._clock.seconds()))

    def lease(self, tx: Transaction, client_id: ClientId, count: int) -> tuple[Delivery, ...]:
        """Take at most `count` of the client's that have been due the longest."""
        now = self._clock.seconds()
        until = now + _LEASE_SECONDS
        rows = tx.rows(table.LEASE, client_id=client_id, now=now, leased_until=until, count=count)
        return tuple(replace(self._delivery(row), leased_until=until) for row in rows)

    def is_expired(self, delivery: Delivery) -> bool:
        """Tell whether telling it has become useless."""
        return self._clock.seconds() >= delivery.expires_at

    def settle(self, tx: Transaction, delivery: Delivery, *, told: bool) -> None:
        """Write down that the portal was told, or never will be."""
        tx.run(
            table.SETTLE,
            **_lease_of(delivery),
            state="told" if told else "expired",
            purge_at=self._clock.seconds() + _KEPT_SECONDS,
        )

    def defer(self, tx: Transaction, delivery: Delivery, wait_seconds: int) -> None:
        """Try this one again later; never beyond its end without a last attempt."""
        now = self._clock.seconds()
        due_at = min(now + wait_seconds, max(delivery.expires_at, now + 1))
        tx.run(table.DEFER, **_lease_of(delivery), due_at=due_at)

    def hold_back(self, tx: Transaction, client_id: ClientId, wait_seconds: int) -> None:
        """Let everything for a portal that does not answer wait."""
        due_at = self._clock.seconds() + wait_seconds
        tx.run(table.HOLD_BACK, client_id=client_id, due_at=due_at)

    def let_go(self, tx: Transaction, client_id: ClientId) -> None:
        """Make everything due that waited because the portal did not answer."""
        tx.run(table.LET_GO, client_id=client_id, now=self._clock.seconds())

    def _delivery(self, row: Row) -> Delivery:
        delivery_id, kind, client_id, account_id, sid, sealed, attempts, at, expires_at = row
        return Delivery(
            id=delivery_id,
            kind=kind,
            client_id=client_id,
            account_id=account_id,
            sid=sid or None,
            at=at,
            content=None if sealed is None else self._vault.open(sealed, _CONTENT),
            attempts=attempts,
            expires_at=expires_at,
        )


def _lease_of(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "leased_until": delivery.leased_until,
        "attempts": delivery.attempts,
    }
