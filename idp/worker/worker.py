"""The loops of the worker: send due messages, purge, sleep, stop on a signal."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Protocol

from idp.clock import Clock
from idp.retention.schedule import ROUND_SECONDS
from idp.worker.credentials import CredentialWatch
from idp.worker.delivery import MailDelivery
from idp.worker.retention import Purge
from idp.worker.rounds import Rounds

_IDLE_SECONDS = 0.25
_AFTER_FAULT_SECONDS = 2.0

_log = logging.getLogger(__name__)


class Work(Protocol):
    """One kind of background work."""

    def run_once(self) -> bool:
        """Do what is due; tell whether there is more."""


class Worker:
    """Sends mail and purges; several may run beside each other."""

    def __init__(
        self,
        *,
        delivery: MailDelivery,
        purge: Purge,
        credentials: CredentialWatch,
        clock: Clock,
    ) -> None:
        self._delivery = delivery
        self._purge = purge
        self._purge_at = 0
        self._credentials = credentials
        self._clock = clock

    def run_once(self) -> bool:
        """Deliver one batch and purge when it is time; tell whether there is more to do."""
        delivered = self._delivery.run_once()
        self._credentials.run_once()
        now = self._clock.seconds()
        purged = 0
        if now >= self._purge_at:
            purged = self._purge.run_once()
            # A backlog is purged chunk by chunk, so that no message waits for it.
            self._purge_at = now if purged else now + ROUND_SECONDS
        return bool(delivered or purged)


def run(
    work: Work,
    rounds: Rounds,
    stop: threading.Event,
    held: Callable[[], bool] = lambda: False,
) -> None:
    """Work until `stop` is set, finishing the current round; do nothing while `held`."""
    while not stop.is_set():
        if held():
            stop.wait(_AFTER_FAULT_SECONDS)
            continue
        try:
            with rounds.counted(name_of(work)) as span:
                more = work.run_once()
                if not more:
                    span.forget()
        except Exception:  # noqa: BLE001 - a database that restarts must not end the worker
            _log.exception("the worker met a fault and goes on")
            stop.wait(_AFTER_FAULT_SECONDS)
            continue
        if not more:
            stop.wait(_IDLE_SECONDS)


def name_of(work: Work) -> str:
    """Return the name under which the rounds of `work` are counted."""
    return type(work).__name__


def run_until_terminated(
    rounds: Rounds, *works: Work, held: Callable[[], bool] = lambda: False
) -> None:
    """Run each work in a thread of its own until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [threading.Thread(target=run, args=(work, rounds, stop, held)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
