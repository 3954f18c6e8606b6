"""Carrying the messages that are due, a batch at a time."""

from idp.mail.carrier import UNREACHABLE, Carrier
from idp.mail.model import Answer, DeliveryState, Leased
from idp.mail.queue import Queue
from idp.settings import Settings
from idp.storage import Database

_EXPIRED = Answer(DeliveryState.EXPIRED, "")


class Delivery:
    """From the outbox to the mail server. No transaction is open while the server is spoken to."""

    def __init__(self, *, database: Database, queue: Queue, settings: Settings) -> None:
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
        with Carrier(settings=self._settings) as carrier:
            for leased in batch:
                self._deliver(carrier, leased)
        return len(batch)

    def _deliver(self, carrier: Carrier, leased: Leased) -> None:
        if not self._queue.is_expired(leased) and not self._queue.may_start(leased):
            with self._database.writing() as tx:
                self._queue.put_back(tx, leased)
            return
        answer = _EXPIRED if self._queue.is_expired(leased) else carrier.carry(leased)
        reached_again = self._was_unreachable and answer.state is DeliveryState.SENT
        with self._database.writing() as tx:
            self._queue.settle(tx, leased, answer)
            if reached_again:
                self._queue.retry_unreachable(tx)
        if answer is not _EXPIRED:
            self._was_unreachable = answer is UNREACHABLE
