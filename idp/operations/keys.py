"""Signing keys: publishing the next, letting it sign, withdrawing the last.

`rotate` does whatever is due and safe, so that a timer can call it every day; the other verbs
are for a person who knows why.
"""

from dataclasses import dataclass

from idp.audit import Audit
from idp.audit.admin_events import SigningKeyMoved
from idp.clock import Clock
from idp.errors import OperationError
from idp.keys import SigningKeys
from idp.keys.algorithms import ALGORITHMS
from idp.keys.lifecycle import KeyLifecycle, KeyRecord, KeyState
from idp.storage import Database, Transaction


@dataclass(frozen=True, slots=True)
class Move:
    """A key that changed state, and the second from which its next change is safe."""

    kid: str
    algorithm: str
    state: KeyState
    next_at: int | None


class KeyOperations:
    """What an administrator does with signing keys; `actor` goes into the audit record."""

    def __init__(
        self,
        *,
        database: Database,
        lifecycle: KeyLifecycle,
        keys: SigningKeys,
        audit: Audit,
        clock: Clock,
        actor: str,
    ) -> None:
        self._database = database
        self._lifecycle = lifecycle
        self._keys = keys
        self._audit = audit
        self._clock = clock
        self._actor = actor

    def history(self) -> tuple[KeyRecord, ...]:
        """Return every key there ever was, oldest first."""
        with self._database.reading() as tx:
            return self._lifecycle.records(tx)

    def next_at(self, record: KeyRecord) -> int | None:
        """Return the second from which the next change of `record` is safe, if there is one."""
        if record.state is KeyState.PENDING:
            return self._lifecycle.safe_to_activate_at(record)
        if record.state is KeyState.RETIRED:
            return self._lifecycle.safe_to_remove_at(record)
        return None

    def rotate(
        self, algorithms: tuple[str, ...] = ALGORITHMS, *, older_than_seconds: int = 0
    ) -> tuple[Move, ...]:
        """Withdraw what is safe to withdraw, activate what is safe to activate, else publish.

        A successor is published only for a key that has signed for `older_than_seconds`.
        """
        moves: list[Move] = []
        with self._database.writing() as tx:
            moves.extend(
                self._advance(tx, record)
                for record in self._lifecycle.records(tx)
                if record.algorithm in algorithms and self._is_due(record)
            )
            new = {move.algorithm for move in moves if move.state is KeyState.ACTIVE}
            moves.extend(
                self._moved(tx, self._lifecycle.publish(tx, algorithm))
                for algorithm in self._want_successor(tx, algorithms, older_than_seconds)
                if algorithm not in new
            )
        self._keys.forget()
        return tuple(moves)

    def activate(self, kid: str, *, early: bool) -> Move:
        """Let a pending key sign now. Raises OperationError when it is not, or not yet safe."""
        with self._database.writing() as tx:
            self._lifecycle.activate(tx, kid, early=early)
            move = self._moved(tx, kid, early=early)
        self._keys.forget()
        return move

    def retire(self, kid: str, *, early: bool) -> tuple[Move, ...]:
        """Stop an active key from signing: its successor, made when there is none, takes over.

        Raises OperationError when it is not active, or when relying parties may not have the
        successor yet and the change is not asked for `early`.
        """
        with self._database.writing() as tx:
            records = self._lifecycle.records(tx)
            record = next((each for each in records if each.kid == kid), None)
            if record is None or record.state is not KeyState.ACTIVE:
                raise OperationError(f"{kid} is not a key that signs")
            pending = [
                each.kid
                for each in records
                if each.state is KeyState.PENDING and each.algorithm == record.algorithm
            ]
            if not pending and not early:
                raise OperationError(f"{kid} has no successor: run `parvis keys rotate` and wait")
            successor = pending[0] if pending else self._lifecycle.publish(tx, record.algorithm)
            self._lifecycle.activate(tx, successor, early=early)
            moves = (self._moved(tx, successor, early=early), self._moved(tx, kid, early=early))
        self._keys.forget()
        return moves

    def remove(self, kid: str, *, early: bool) -> Move:
        """Withdraw a retired key: what it signed no longer verifies. Raises OperationError."""
        with self._database.writing() as tx:
            self._lifecycle.remove(tx, kid, early=early)
            move = self._moved(tx, kid, early=early)
        self._keys.forget()
        return move

    def _is_due(self, record: KeyRecord) -> bool:
        at = self.next_at(record)
        return at is not None and at <= self._clock.seconds()

    def _advance(self, tx: Transaction, record: KeyRecord) -> Move:
        if record.state is KeyState.PENDING:
            self._lifecycle.activate(tx, record.kid)
        else:
            self._lifecycle.remove(tx, record.kid)
        return self._moved(tx, record.kid)

    def _want_successor(
        self, tx: Transaction, algorithms: tuple[str, ...], older_than_seconds: int
    ) -> list[str]:
        old = self._clock.seconds() - older_than_seconds
        records = self._lifecycle.records(tx)
        served = {
            each.algorithm
            for each in records
            if each.state is KeyState.PENDING
            or (each.state is KeyState.ACTIVE and (each.activated_at or 0) > old)
        }
        return [algorithm for algorithm in algorithms if algorithm not in served]

    def _moved(self, tx: Transaction, kid: str, *, early: bool = False) -> Move:
        record = next(each for each in self._lifecycle.records(tx) if each.kid == kid)
        self._audit.record(
            tx,
            SigningKeyMoved(
                actor=self._actor,
                kid=kid,
                algorithm=record.algorithm,
                state=record.state,
                early=early,
            ),
        )
        return Move(kid, record.algorithm, record.state, self.next_at(record))
