"""Requests that wait for an answer: stored, found, marked, answered once."""

from idp.clock import Clock
from idp.ids import JourneyId, hashed, new_secret
from idp.journeys import table
from idp.journeys.journey import Journey, Mark
from idp.keys import Vault
from idp.limits import Limits
from idp.limits.names import JOURNEY_BEGUN_NETWORK
from idp.protocol.authorization.request import AuthorizationRequest
from idp.settings import SessionSettings
from idp.storage import Transaction

_ABOUT = "journey.request"


class WaitingRequests:
    """Stores requests sealed: a login hint in one is an address."""

    def __init__(
        self, *, vault: Vault, clock: Clock, limits: Limits, settings: SessionSettings
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._limits = limits
        self._seconds = settings.journey_seconds

    def begin(self, tx: Transaction, request: AuthorizationRequest, network: str) -> Journey:
        """Keep `request`, which came from `network`, and return the journey that answers it.

        Anybody can begin any number of journeys. Above its budget a network keeps a fixed number
        of rows, where a new request replaces the oldest: others behind it can still sign in.
        """
        journey_id, now = JourneyId(new_secret()), self._clock.seconds()
        slot = self._slot(tx, network)
        if slot is not None:
            tx.run(table.EMPTY_SLOT, slot=slot)
        tx.run(
            table.ADD,
            id_hash=hashed(journey_id),
            slot=slot,
            client_id=request.to.client_id,
            request_sealed=self._vault.seal(request.to_json(), _ABOUT),
            now=now,
            expires_at=now + self._seconds,
        )
        return Journey(journey_id, request.to.client_id, request, (), now, None)

    def _slot(self, tx: Transaction, network: str) -> bytes | None:
        used = self._limits.count(tx, JOURNEY_BEGUN_NETWORK, network)
        allowed = self._limits.allowed(JOURNEY_BEGUN_NETWORK, network)
        if used <= allowed:
            return None
        return self._vault.keyed_hash("journey.slot", f"{network}\0{used % allowed}")

    def get(self, tx: Transaction, journey_id: str) -> Journey | None:
        """Return the journey, answered or not; None when it is unknown or too old."""
        row = tx.row(table.FIND, id_hash=hashed(journey_id), now=self._clock.seconds())
        if row is None:
            return None
        return Journey(
            id=JourneyId(journey_id),
            client_id=row.client_id,
            request=AuthorizationRequest.from_json(self._vault.open(row.request_sealed, _ABOUT)),
            marks=tuple(map(Mark, row.marks)),
            created_at=row.created_at,
            answered_at=row.answered_at,
        )

    def mark(self, tx: Transaction, journey: Journey, mark: Mark) -> bool:
        """Add a mark, once; False when it was answered: what it was answered with stays."""
        return tx.run(table.MARK, id_hash=journey.id_hash, mark=str(mark)) == 1

    def answer(self, tx: Transaction, journey: Journey) -> bool:
        """Mark it answered; False when it was answered, or marked, since it was read."""
        now, marks = self._clock.seconds(), "".join(f" {mark}" for mark in journey.marks)
        return tx.run(table.ANSWER, id_hash=journey.id_hash, marks=marks, now=now) == 1

    def refuse(self, tx: Transaction, journey: Journey) -> bool:
        """Mark it answered by a no, whatever was marked meanwhile; False when it was answered."""
        return tx.run(table.REFUSE, id_hash=journey.id_hash, now=self._clock.seconds()) == 1
