"""Renewing the leases of messages while this process lives, so that they can be short."""

import logging
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from idp.mail.model import Leased
from idp.mail.queue import LEASE_SECONDS, Queue
from idp.storage import Database

_EVERY_SECONDS = LEASE_SECONDS / 4
_log = logging.getLogger(__name__)


class KeptLeases:
    """Renews the leases of a batch in a thread of its own: the mail server may be slow."""

    def __init__(
        self,
        batch: Iterable[Leased],
        *,
        database: Database,
        queue: Queue,
        every_seconds: float = _EVERY_SECONDS,
    ) -> None:
        self._every_seconds = every_seconds
        self._database = database
        self._queue = queue
        now = time.monotonic()
        self._held_until = {each.id: now + LEASE_SECONDS for each in batch}
        self._batch = tuple(batch)
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew_all, daemon=True)

    def __enter__(self) -> Self:
        """Start renewing."""
        if self._batch:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop renewing."""
        self._over.set()
        if self._batch:
            self._thread.join()

    def holds(self, leased: Leased) -> bool:
        """Tell whether the lease of the message is surely still ours."""
        with self._guard:
            return time.monotonic() < self._held_until.get(leased.id, 0.0)

    def let_go(self, leased: Leased) -> None:
        """Stop renewing the lease of this message: its outcome is recorded."""
        with self._guard:
            self._held_until.pop(leased.id, None)

    def _renew_all(self) -> None:
        while not self._over.wait(self._every_seconds):
            try:
                self._renew()
            except Exception:  # noqa: BLE001 - a database that restarts: retried next time
                _log.exception("leases of messages could not be renewed")

    def _renew(self) -> None:
        for leased in self._batch:
            if not self.holds(leased):
                continue
            asked_at = time.monotonic()
            with self._database.writing() as tx:
                ours = self._queue.renew(tx, leased)
            with self._guard:
                if leased.id in self._held_until:
                    self._held_until[leased.id] = asked_at + LEASE_SECONDS * ours
