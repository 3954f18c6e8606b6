"""Notifying portals: each in threads of its own, so that none waits for another.

An address that does not answer keeps one thread, and its other notifications wait; those to other
addresses of its portal do not. One that is refused (4xx) is retried alone: the rest may be fine.
"""

import logging
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from msgspec import Struct

from idp.clock import Clock
from idp.settings import SignalSettings
from idp.signals import Deliveries, Line, SignalDelivery, Signals
from idp.storage import Database, Transaction
from idp.tokens.relying_clients import forget_sessions, relying_clients
from idp.worker.portal_calls import NotificationOutcome, PortalCalls

_PATIENCE_SECONDS = 0.05

_log = logging.getLogger(__name__)


class _Silence(Struct, frozen=True):
    """An address that did not answer `rounds` times, and is not called before `until`."""

    rounds: int
    until: int


class PortalNotification:
    """Sends signals to portals; no transaction is open while one is called."""

    def __init__(
        self,
        *,
        database: Database,
        signals: Signals,
        deliveries: Deliveries,
        calls: PortalCalls,
        clock: Clock,
        settings: SignalSettings,
    ) -> None:
        self._database = database
        self._signals = signals
        self._deliveries = deliveries
        self._calls = calls
        self._settings = settings
        self._lanes = ThreadPoolExecutor(settings.places, thread_name_prefix="portal")
        self._under_way: dict[Future[NotificationOutcome], SignalDelivery] = {}
        self._silent: dict[Line, _Silence] = {}
        self._clock = clock

    def run_once(self) -> bool:
        """Expand signals, settle what was answered, start what is due; tell whether any was."""
        expanded = self._expand()
        if self._under_way:
            wait(self._under_way, timeout=_PATIENCE_SECONDS, return_when=FIRST_COMPLETED)
        settled = self._settle()
        return self._begin() or settled or expanded or bool(self._under_way)

    def close(self) -> None:
        """Wait for the answers under way, and record them."""
        self._lanes.shutdown()
        self._settle()

    def _expand(self) -> bool:
        with self._database.reading() as tx:
            if not self._signals.is_any(tx):
                return False
        with self._database.writing() as tx, self._signals.taken(tx) as batch:
            concerned = relying_clients(tx, batch)
            # Before streams are locked: withdrawing a portal's access locks in that order.
            forget_sessions(
                tx,
                (
                    holder.sid
                    for signal in batch.signals
                    if signal.kind.ends_sessions
                    for holder in concerned.get(signal.id, ())
                ),
            )
            for way in self._calls.ways.values():
                way.expand(tx, batch, concerned)
        return True

    def _begin(self) -> bool:
        with self._database.reading() as tx:
            due = self._deliveries.due_lines(tx)
        busy = Counter(each.line for each in self._under_way.values())
        started = False
        for line in due:
            if line.kind not in self._calls.ways:
                continue  # of a later version, whose own worker sends it
            free = self._settings.places - len(self._under_way)
            lanes = 1 if line in self._silent else self._settings.places_per_portal
            count = min(free, lanes - busy[line])
            if count <= 0:
                continue
            with self._database.writing() as tx:
                leased = self._deliveries.lease(tx, line, count)
            for delivery in leased:
                self._under_way[self._lanes.submit(self._calls.call, delivery)] = delivery
                started = True
        return started

    def _settle(self) -> bool:
        done = [future for future in self._under_way if future.done()]
        if not done:
            return False
        with self._database.writing() as tx:
            for future in done:
                delivery = self._under_way[future]
                outcome = _outcome(future)
                self._record(tx, delivery, outcome)
                self._calls.count(delivery, outcome)
        for future in done:
            del self._under_way[future]
        return True

    def _record(
        self, tx: Transaction, delivery: SignalDelivery, outcome: NotificationOutcome
    ) -> None:
        if outcome is NotificationOutcome.UNANSWERED:
            # Before anything else, so that what follows waits as long.
            wait_seconds = self._silenced(delivery.line)
            self._deliveries.hold_back(tx, delivery.line, wait_seconds)
        else:
            wait_seconds = self._wait(delivery.attempts)
            # A delivery that was not sent says nothing about the address.
            answered = outcome is not NotificationOutcome.UNWANTED
            if answered and self._silent.pop(delivery.line, None) is not None:
                self._deliveries.let_go(tx, delivery.line)
        if outcome in {
            NotificationOutcome.TOLD,
            NotificationOutcome.DECLINED,
            NotificationOutcome.UNWANTED,
        }:
            self._deliveries.settle(tx, delivery, told=outcome is NotificationOutcome.TOLD)
        elif self._deliveries.is_expired(delivery):
            _log.warning("a portal was not told of a signal for as long as it is tried")
            self._deliveries.settle(tx, delivery, told=False)
        else:
            self._deliveries.defer(tx, delivery, wait_seconds)

    def _silenced(self, line: Line) -> int:
        """Return for how many seconds not to call it; threads that fail together count once."""
        now = self._clock.seconds()
        silence = self._silent.get(line, _Silence(0, now))
        if now >= silence.until:
            rounds = silence.rounds + 1
            silence = self._silent[line] = _Silence(rounds, now + self._wait(rounds))
            _log.warning("portal %s does not answer (%s)", line.client_id, line.kind)
        return silence.until - now

    def _wait(self, rounds: int) -> int:
        waits = self._settings.retry_seconds
        return waits[min(rounds, len(waits)) - 1]


def _outcome(future: Future[NotificationOutcome]) -> NotificationOutcome:
    try:
        return future.result()
    except Exception:  # noqa: BLE001 - one delivery's fault must not end the others
        _log.exception("a delivery met a fault")
        return NotificationOutcome.REFUSED
