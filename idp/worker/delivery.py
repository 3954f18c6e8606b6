"""Carrying the messages that are due, a batch at a time."""

from idp.clock import Clock
from idp.mail.carrier import UNREACHABLE, Carrier
from idp.mail.model import NOBODY, Answer, DeliveryState, Leased
from idp.mail.queue import Queue
from idp.measures import Family, Kind, Measures, each_of
from idp.settings import Settings
from idp.storage import Database
from idp.traces import NO_TRACES, Traces
from idp.worker.leases import KeptLeases

_EXPIRED = Answer(DeliveryState.EXPIRED, "")
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
    kind=Kind.HISTOGRAM,
    labels=("message",),
    series=each_of((_CODE, _OTHER)),
    bounds=(1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0),
)


class Delivery:
    """From the outbox to the mail server. No transaction is open while the server is spoken to."""

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
        self._settings = settings
        self._was_unreachable = False

    def run_once(self) -> int:
        """Deliver one batch; return how many messages were leased."""
        with self._database.reading() as tx:
            if not self._queue.is_any_due(tx):
                return 0
        with self._database.writing() as tx:
            batch = self._queue.lease(tx)
        with (
            Carrier(settings=self._settings) as carrier,
            KeptLeases(batch, database=self._database, queue=self._queue) as leases,
        ):
            for leased in batch:
                if not leases.holds(leased):
                    continue  # this process slept longer than its leases: another has the message
                with self._traces.span("deliver a message", {"parvis.message": leased.kind}):
                    self._deliver(carrier, leased)
                leases.let_go(leased)
        return len(batch)

    def _deliver(self, carrier: Carrier, leased: Leased) -> None:
        if leased.recipient == NOBODY:
            with self._database.writing() as tx:
                self._queue.drop(tx, leased)
            return
        answer = _EXPIRED if self._queue.is_expired(leased) else carrier.carry(leased)
        reached_again = self._was_unreachable and answer.state is DeliveryState.SENT
        with self._database.writing() as tx:
            self._queue.settle(tx, leased, answer)
            if reached_again:
                self._queue.retry_unreachable(tx)
        self._count(leased, answer)
        if answer is not _EXPIRED:
            self._was_unreachable = answer is UNREACHABLE

    def _count(self, leased: Leased, answer: Answer) -> None:
        message = _CODE if leased.kind == _CODE else _OTHER
        self._attempts.add(message, answer.state)
        if answer.state is DeliveryState.SENT:
            self._delay.observe(self._clock.seconds() - leased.created_at, message)
