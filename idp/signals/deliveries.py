"""Deliveries to portals: kept until delivered, or for a day.

A worker leases deliveries by moving their `due_at`, in one conditional UPDATE, a line at a time: an
address that does not answer holds up nobody else, and nothing else of its portal. When the worker
dies the lease runs out; a portal may then get it twice, with one id, and ignores the second.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from idp.clock import MINUTE, Clock
from idp.ids import ClientId
from idp.keys.vault import Vault
from idp.part import Part
from idp.settings import SignalSettings
from idp.signals import table
from idp.signals.model import Line, SignalDelivery
from idp.signals.records import DeliveryRow
from idp.storage import Transaction

_CONTENT = "portal_delivery.content"
_LEASE_SECONDS = 2 * MINUTE
_MOST_COUNTED = 10_000


class Deliveries(Part):
    """The queue of deliveries."""

    vault: Vault
    clock: Clock
    settings: SignalSettings

    def put(
        self, tx: Transaction, deliveries: Iterable[SignalDelivery], *, held: bool = False
    ) -> None:
        """Queue each: due at once, or `held` until the portal asks for it."""
        now = self.clock.seconds()
        settings = self.settings
        expires_at = now + (settings.held_seconds if held else settings.give_up_seconds)
        tx.run_many(
            table.PUT,
            [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "client_id": each.client_id,
                    "account_id": each.account_id,
                    "sid": each.sid or "",
                    "content_sealed": each.content and self.vault.seal(each.content, _CONTENT),
                    "state": "held" if held else "waiting",
                    "at": each.at,
                    "due_at": expires_at if held else now,
                    "expires_at": expires_at,
                }
                for each in deliveries
            ],
        )

    def due_lines(self, tx: Transaction) -> tuple[Line, ...]:
        """Return the lines with a due delivery."""
        return tuple(tx.rows(table.DUE_LINES, now=self.clock.seconds()))

    def backlog(self, tx: Transaction) -> tuple[int, int | None]:
        """Return how many wait, 10,000 at most, and when the first of those was due."""
        return tx.row(table.BACKLOG, most=_MOST_COUNTED) or (0, None)

    def held_for_all(self, tx: Transaction) -> int:
        """Return how many wait until their portal asks, 10,000 at most."""
        return tx.row(table.COUNT_HELD, most=_MOST_COUNTED) or 0

    def lease(self, tx: Transaction, line: Line, count: int) -> tuple[SignalDelivery, ...]:
        """Take at most `count` of the line's that have been due the longest."""
        now = self.clock.seconds()
        until = now + _LEASE_SECONDS
        rows = tx.rows(table.LEASE, **_of(line), now=now, leased_until=until, count=count)
        return tuple(replace(self._delivery(row), leased_until=until) for row in rows)

    def is_expired(self, delivery: SignalDelivery) -> bool:
        """Return whether the delivery has expired."""
        return self.clock.seconds() >= delivery.expires_at

    def settle(self, tx: Transaction, delivery: SignalDelivery, *, told: bool) -> None:
        """Record that it was delivered, or never will be."""
        tx.run(
            table.SETTLE,
            **_lease_of(delivery),
            state="told" if told else "expired",
            now=self.clock.seconds(),
        )

    def defer(self, tx: Transaction, delivery: SignalDelivery, wait_seconds: int) -> None:
        """Try this one again later; never beyond its end without a last attempt."""
        now = self.clock.seconds()
        due_at = min(now + wait_seconds, max(delivery.expires_at, now + 1))
        tx.run(table.DEFER, **_lease_of(delivery), due_at=due_at)

    def hold_back(self, tx: Transaction, line: Line, wait_seconds: int) -> None:
        """Defer every delivery of the line, whose address does not answer."""
        due_at = self.clock.seconds() + wait_seconds
        tx.run(table.HOLD_BACK, **_of(line), due_at=due_at)

    def let_go(self, tx: Transaction, line: Line) -> None:
        """Make the deliveries that `hold_back` deferred due."""
        tx.run(table.LET_GO, **_of(line), now=self.clock.seconds())

    def held(
        self, tx: Transaction, kind: str, client_id: ClientId, count: int
    ) -> list[SignalDelivery]:
        """Return at most `count` of those held for the client, the oldest first."""
        now = self.clock.seconds()
        rows = tx.rows(table.LIST_HELD, kind=kind, client_id=client_id, now=now, count=count)
        return [self._delivery(row) for row in rows]

    def take_held(
        self, tx: Transaction, kind: str, client_id: ClientId, ids: Iterable[str]
    ) -> None:
        """Record that the client has those; ignore ids that are not held for it."""
        values = {"kind": kind, "client_id": client_id, "now": self.clock.seconds()}
        tx.run_many(table.TAKE_HELD, [{**values, "id": each} for each in ids])

    def hold(self, tx: Transaction, kind: str, client_id: ClientId) -> None:
        """Hold the client's waiting deliveries until it asks for them."""
        expires_at = self.clock.seconds() + self.settings.held_seconds
        tx.run(table.HOLD, kind=kind, client_id=client_id, expires_at=expires_at)

    def release(self, tx: Transaction, kind: str, client_id: ClientId) -> None:
        """Make the client's held deliveries due."""
        now = self.clock.seconds()
        expires_at = now + self.settings.give_up_seconds
        tx.run(table.RELEASE_HELD, kind=kind, client_id=client_id, now=now, expires_at=expires_at)

    def drop(self, tx: Transaction, kind: str, client_id: ClientId) -> None:
        """Delete the client's deliveries."""
        tx.run(table.DROP, kind=kind, client_id=client_id)

    def _delivery(self, row: DeliveryRow) -> SignalDelivery:
        sealed = row.content_sealed
        return SignalDelivery(
            id=row.id,
            kind=row.kind,
            client_id=row.client_id,
            account_id=row.account_id,
            sid=row.sid or None,
            at=row.at,
            content=None if sealed is None else self.vault.open(sealed, _CONTENT),
            attempts=row.attempts,
            expires_at=row.expires_at,
        )


def _of(line: Line) -> dict[str, object]:
    return {"client_id": line.client_id, "kind": line.kind}


def _lease_of(delivery: SignalDelivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "leased_until": delivery.leased_until,
        "attempts": delivery.attempts,
    }
