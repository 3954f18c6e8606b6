"""Deriving issued claims again, soon after: while everything that they rest on is still there."""

import logging

from idp.audit import Audit
from idp.audit.events import ClaimsIssuedWrongly
from idp.clock import MINUTE, Clock
from idp.storage import Database
from idp.tokens.issued_claims import Derived, IssuedTally, Rederivation

_CHUNK = 200

_log = logging.getLogger(__name__)


class Rederiving:
    """Once a minute, counts issued claims in the record; wrong ones are recorded and logged."""

    def __init__(
        self,
        *,
        rederivation: Rederivation,
        tally: IssuedTally,
        database: Database,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._tally = tally
        self._rederivation = rederivation
        self._database = database
        self._audit = audit
        self._clock = clock
        self._next_at = 0

    def run_once(self) -> bool:
        """Derive one chunk; tell whether there is more."""
        if self._clock.seconds() < self._next_at:
            return False
        found = self._rederivation.waiting(chunk=_CHUNK)
        if found:
            with self._database.writing() as tx:
                self._tally.count(tx, [each.claim.id for each in found])
                for each in self._rederivation.note(tx, found):
                    _log.error("a token told of a school what did not hold: %s", each.reason)
                    self._audit.record(tx, _event(each))
        more = len(found) == _CHUNK
        self._next_at = 0 if more else self._clock.seconds() + MINUTE
        return more


def _event(each: Derived) -> ClaimsIssuedWrongly:
    claim = each.claim
    return ClaimsIssuedWrongly(
        subject=claim.account_id,
        client_id=claim.client_id,
        grant_id=claim.grant_id,
        link_id=claim.link_id,
        first_at=claim.first_at,
        last_at=claim.last_at,
        reason=each.reason or "",
    )
