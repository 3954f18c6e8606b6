"""Turning the signing keys: what is due, done at once or by the schedule (OIDC Core §10.1.1).

An administrator asks for it (`rotate`), the worker follows the schedule (`keep_turning`). Each move
is recorded in the transaction that makes it.
"""

import logging
from collections.abc import Iterable

from msgspec import Struct

from idp.audit import Audit
from idp.audit.admin_events import SigningKeyMoved
from idp.clock import DAY, Clock
from idp.keys import SigningKeys
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyRecord, KeyState
from idp.part import Part
from idp.storage import Database, Transaction

_SYSTEM = "house"
"""The actor of what the schedule does, as the record of events has it."""
_log = logging.getLogger(__name__)


class Move(Struct, frozen=True, kw_only=True):
    """A key that changed state, and the second from which its next change is safe."""

    kid: str
    algorithm: str
    state: KeyState
    next_at: int | None


class Rotation(Part):
    """Moves keys whose next change is due; administrators and the worker share it."""

    database: Database
    lifecycle: KeyLifecycle
    keys: SigningKeys
    audit: Audit
    clock: Clock

    def rotate(
        self,
        actor: str,
        algorithms: tuple[str, ...],
        *,
        older_than_days: int,
        at: int | None = None,
    ) -> tuple[Move, ...]:
        """Do what is due, and have the successors of older keys sign as soon as that is safe.

        Not before the second `at`. No `algorithms`: all that have a key. Done again before it is
        safe, it changes nothing. Raises Refused when the schedule comes before `at`.
        """
        old = self.clock.seconds() - older_than_days * DAY
        with self.database.writing() as tx:
            records = self._in_turn(tx, algorithms)
            moves = self._advance(tx, actor, records)
            turned = {move.algorithm for move in moves if move.state is KeyState.ACTIVE}
            for record in records:
                is_old = record.state is KeyState.ACTIVE and (record.activated_at or 0) <= old
                if is_old and record.algorithm not in turned:
                    moves += self._turned(tx, actor, record.algorithm, at or 0)
        return self.done(moves)

    def keep_turning(self) -> tuple[Move, ...]:
        """Do what is due, and see that each key has a published successor; harmless done twice."""
        with self.database.reading() as tx:
            records = self.lifecycle.records(tx)
        if not (self._due(records) or self._alone(records)):
            return ()
        with self.database.writing() as tx:
            records = self._in_turn(tx, ())
            moves = self._advance(tx, _SYSTEM, records)
            alone = self._alone(self.lifecycle.records(tx))
            moves += [
                self.moved(tx, _SYSTEM, self.lifecycle.publish(tx, each.algorithm))
                for each in alone
            ]
        return self.done(moves)

    def moved(self, tx: Transaction, actor: str, kid: str, *, early: bool = False) -> Move:
        """Record that a key changed state, and return the change."""
        record = self.lifecycle.get(tx, kid)
        self.audit.record(
            tx,
            SigningKeyMoved(
                actor=actor,
                kid=kid,
                algorithm=record.algorithm,
                state=record.state,
                early=early,
            ),
        )
        next_at = self.lifecycle.time_line.next_at(record)
        return Move(kid=kid, algorithm=record.algorithm, state=record.state, next_at=next_at)

    def done(self, moves: Iterable[Move]) -> tuple[Move, ...]:
        """Make committed moves count in this process, and return them."""
        made = tuple(moves)
        if made:
            self.keys.forget()
        if any(move.state in {KeyState.REMOVED, KeyState.REVOKED} for move in made):
            self.destroy_what_is_gone()
        return made

    def destroy_what_is_gone(self) -> None:
        """Destroy what is left of withdrawn keys outside the database; the worker tries again."""
        try:
            with self.database.reading() as tx:
                self.lifecycle.destroy_what_is_gone(tx)
        except Exception:  # noqa: BLE001 - the keys are withdrawn whatever a token or a disk says
            _log.exception("what is left of a withdrawn key is not destroyed yet")

    def _in_turn(self, tx: Transaction, algorithms: tuple[str, ...]) -> tuple[KeyRecord, ...]:
        """Return the keys as they are now that nobody else changes them."""
        self.lifecycle.wait_in_line(tx)
        return tuple(
            each
            for each in self.lifecycle.records(tx)
            if not algorithms or each.algorithm in algorithms
        )

    def _due(self, records: Iterable[KeyRecord]) -> list[KeyRecord]:
        now, every = self.clock.seconds(), tuple(records)
        return [
            each
            for each in every
            if (at := self.lifecycle.time_line.due_at(each, every)) is not None and at <= now
        ]

    def _alone(self, records: Iterable[KeyRecord]) -> list[KeyRecord]:
        """Return the keys that sign and have nobody to follow them, if somebody is to.

        A successor that waits published is what makes a revocation harmless to portals.
        """
        found = tuple(records) if self.lifecycle.time_line.has_schedule else ()
        pending = {each.algorithm for each in found if each.state is KeyState.PENDING}
        return [
            each
            for each in found
            if each.state is KeyState.ACTIVE and each.algorithm not in pending
        ]

    def _turned(self, tx: Transaction, actor: str, algorithm: str, at: int) -> list[Move]:
        pending = self.lifecycle.find(tx, algorithm, KeyState.PENDING)
        kid = pending.kid if pending else self.lifecycle.publish(tx, algorithm)
        if not self.lifecycle.ask(tx, kid, at):
            return []
        if self._due([each for each in self.lifecycle.records(tx) if each.algorithm == algorithm]):
            self.lifecycle.activate(tx, kid)
        return [self.moved(tx, actor, kid)]

    def _advance(self, tx: Transaction, actor: str, records: Iterable[KeyRecord]) -> list[Move]:
        moves = []
        for record in self._due(records):
            if record.state is KeyState.PENDING:
                self.lifecycle.activate(tx, record.kid)
            else:
                self.lifecycle.remove(tx, record.kid)
            moves.append(self.moved(tx, actor, record.kid))
        return moves
