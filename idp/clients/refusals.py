"""Counts refusals by portal, reason and day, for the people who run the portal.

Owns the table `client_refusal`. Anybody can cause refusals, so their cost is bounded: a row for
each reason and day of a registered portal, and a number of transactions a minute in each process;
refusals beyond that are written with a later one.
"""

import logging
import threading
from collections import Counter
from enum import StrEnum

from msgspec import Struct

from idp.clients import table
from idp.clients.records import CountedRefusal, FoundRefusal
from idp.clock import DAY, MINUTE, Clock
from idp.errors import DatabaseUnavailableError, TooBusyError
from idp.ids import ClientId
from idp.storage import Database, Transaction

_WRITES_A_MINUTE = 60
_log = logging.getLogger(__name__)


class RefusalReason(StrEnum):
    """Why a portal was refused; the answer to it often may not say which."""

    DISABLED = "disabled"
    """An administrator disabled it."""
    METHOD_NOT_REGISTERED = "method_not_registered"
    """It proved itself in another way than the one that it is registered for."""
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - the name of a reason
    SECRET_ENDED = "secret_ended"  # noqa: S105 - the name of a reason
    """The secret was its own, and is over."""
    WRONG_ASSERTION = "wrong_assertion"
    """Signed by another key, for another audience, too old, or used before."""
    WRONG_CERTIFICATE = "wrong_certificate"
    REDIRECT_URI_DIFFERS = "redirect_uri_differs"
    """From those registered; or, with a code, from the one that it was asked with."""
    VERIFIER_DIFFERS = "verifier_differs"
    KEY_DIFFERS = "key_differs"
    """The code was asked for with another DPoP key."""
    CODE_UNKNOWN = "code_unknown"
    CODE_OF_ANOTHER = "code_of_another"
    """It was given to another portal."""
    CODE_USED = "code_used"
    CODE_EXPIRED = "code_expired"
    CODE_WITHDRAWN = "code_withdrawn"
    """The session ended, the account was closed, or access was taken back."""
    REFRESH_TOKEN_REFUSED = "refresh_token_refused"  # noqa: S105 - the name of a reason
    """It was used before, is over, or is another portal's."""
    GRANT_NOT_REGISTERED = "grant_not_registered"


class Refusal(Struct, frozen=True, order=True):
    """One portal, refused for one reason."""

    client_id: ClientId
    reason: RefusalReason


class Refusals:
    """Counts refusals, outside of the refused transaction."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._held: Counter[Refusal] = Counter()
        self._references: dict[Refusal, str | None] = {}
        self._minute, self._writes = 0, 0

    def note(self, refusal: Refusal, reference: str | None) -> None:
        """Log `refusal`, and count it within the bound; an answer never fails for this.

        By `reference`, the id of the request, the last refusal of a day and reason is found again.
        """
        _log.info("client refused", extra={"facts": _facts(refusal)})
        counted, references = self._take(refusal, reference)
        if not counted:
            return
        now = self._clock.seconds()
        # In a fixed order, so that two processes cannot deadlock.
        batch = [
            {
                "client_id": each.client_id,
                "reason": each.reason,
                "day_at": now - now % DAY,
                "times": counted[each],
                "now": now,
                "reference": references[each],
            }
            for each in sorted(counted)
        ]
        try:
            with self._database.writing() as tx:
                tx.run_many(table.COUNT_REFUSAL, batch)
        except (DatabaseUnavailableError, TooBusyError):
            with self._lock:
                self._held += counted
                self._references = {**references, **self._references}

    def _take(
        self, refusal: Refusal, reference: str | None
    ) -> tuple[Counter[Refusal], dict[Refusal, str | None]]:
        """Return the counts to write now, with `refusal`, and the last reference of each.

        Both are empty when they must wait.
        """
        minute = self._clock.seconds() // MINUTE
        with self._lock:
            self._held[refusal] += 1
            self._references[refusal] = reference
            if minute != self._minute:
                self._minute, self._writes = minute, 0
            if self._writes >= _WRITES_A_MINUTE:
                return Counter(), {}
            self._writes += 1
            taken = self._held, self._references
            self._held, self._references = Counter(), {}
            return taken


def refusals_of(tx: Transaction, client_id: ClientId, *, since: int) -> list[CountedRefusal]:
    """Return the refusals of `client_id` after `since` (seconds), the latest first."""
    return tx.rows(table.LIST_REFUSALS, client_id=client_id, since=since)


def find_refusal(tx: Transaction, reference: str, *, since: int) -> FoundRefusal | None:
    """Return the refusal of `reference` after `since`, if it was the last of its day and reason."""
    return tx.row(table.FIND_REFUSAL, reference=reference, since=since)


def _facts(refusal: Refusal) -> dict[str, str]:
    return {"client_id": refusal.client_id, "reason": str(refusal.reason)}
