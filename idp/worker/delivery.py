"""Sending the messages that are due, a batch at a time."""

import time
from collections.abc import Iterator

from idp.clock import Clock
from idp.errors import DatabaseUnavailableError
from idp.mail.carrier import UNREACHABLE, Carrier
from idp.mail.message import is_written_to
from idp.mail.model import NOBODY, DeliveryState, Leased, MailReply
from idp.mail.queue import Queue
from idp.measures import Family, Measures, MetricKind, each_of
from idp.settings import Settings
from idp.statistics import DailyCounts, Series, Subject
from idp.storage import Database
from idp.traces import NO_TRACES, Traces
from idp.worker.leases import KeptLeases

_RESPITE_SECONDS = 10
"""After the database was away, how long to take over no lease: others settle theirs first."""
_PATIENCE_SECONDS = 60.0
_AGAIN_SECONDS = 0.25
_EXPIRED = MailReply(DeliveryState.EXPIRED, "")
_ALTERED = MailReply(DeliveryState.REFUSED, "altered")
"""Another wrote to the database: the message was composed for somebody else (decision 0024)."""
_CODE, _OTHER = "code", "other"
_ATTEMPTS = Family(
    name="parvis_mail_attempts_total",
    tells="Attempts to hand a message to the mail server, by what came of them.",
    labels=("message", "outcome"),
    series=each_of((_CODE, _OTHER), tuple(DeliveryState)),
)
_DELAY = Family(
    name="parvis_mail_delay_seconds",
    tells="How long messages took from the transaction that wrote them to the mail server.",
    kind=MetricKind.HISTOGRAM,
    labels=("message",),
    series=each_of((_CODE, _OTHER)),
    bounds=(1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0),
)


class MailDelivery:
    """Sends the outbox to the mail server. No transaction is open while the server is called."""

    def __init__(
        self,
        *,
        database: Database,
        queue: Queue,
        clock: Clock,
        settings: Settings,
        measures: Measures,
        traces: Traces = NO_TRACES,
    ) -> None:
        self._traces = traces
        self._clock = clock
        self._attempts = measures.counter(_ATTEMPTS)
        self._delay = measures.histogram(_DELAY)
        self._database = database
        self._queue = queue
        self._counts = DailyCounts(clock=clock)
        self._settings = settings
        self._was_unreachable = False
        self._was_away = False
        self._takes_over_at = 0

    def run_once(self) -> int:
        """Deliver one batch; return how many messages were leased."""
        try:
            return self._run_once()
        except DatabaseUnavailableError:
            self._was_away = True
            raise

    def _run_once(self) -> int:
        with self._database.reading() as tx:
            is_any_due = self._queue.is_any_due(tx)
        now = self._clock.seconds()
        if self._was_away:
            self._was_away, self._takes_over_at = False, now + _RESPITE_SECONDS
        if not is_any_due:
            return 0
        with self._database.writing() as tx:
            batch = self._queue.lease(tx, takes_over=now >= self._takes_over_at)
        with (
            Carrier(settings=self._settings) as carrier,
            KeptLeases(batch, database=self._database, queue=self._queue) as leases,
        ):
            for leased in batch:
                if not leases.holds(leased):
                    continue  # the lease ran out while this process slept: another has the message
                with self._traces.span("deliver a message", {"parvis.message": leased.kind}):
                    self._deliver(carrier, leased)
                leases.let_go(leased)
        return len(batch)

    def _deliver(self, carrier: Carrier, leased: Leased) -> None:
        if leased.recipient == NOBODY:
            with self._database.writing() as tx:
                self._queue.drop(tx, leased)
            return
        answer = self._answer(carrier, leased)
        self._settle(leased, answer)
        self._count(leased, answer)
        if answer is not _EXPIRED:
            self._was_unreachable = answer is UNREACHABLE

    def _answer(self, carrier: Carrier, leased: Leased) -> MailReply:
        if self._queue.is_expired(leased):
            return _EXPIRED
        if not is_written_to(leased.message, leased.recipient):
            return _ALTERED
        return carrier.carry(leased)

    def _settle(self, leased: Leased, answer: MailReply) -> None:
        """Record the outcome of the message, retrying for a minute: else it would be sent again."""
        reached_again = self._was_unreachable and answer.state is DeliveryState.SENT
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                with self._database.writing() as tx:
                    if self._queue.settle(tx, leased, answer):
                        self._counts.add(tx, *_series(leased, answer))
                    if reached_again:
                        self._queue.retry_unreachable(tx)
            except DatabaseUnavailableError:
                self._was_away = True
                if time.monotonic() > until:
                    raise
                time.sleep(_AGAIN_SECONDS)
            else:
                return

    def _count(self, leased: Leased, answer: MailReply) -> None:
        message = _CODE if leased.kind == _CODE else _OTHER
        self._attempts.add(message, answer.state)
        if answer.state is DeliveryState.SENT:
            self._delay.observe(self._clock.seconds() - leased.created_at, message)


def _series(leased: Leased, answer: MailReply) -> Iterator[Series]:
    yield Series(Subject.MAIL, "", answer.state.value)
    if leased.kind == _CODE and answer.state is DeliveryState.SENT:
        yield Series(Subject.CODES, "", "done")
