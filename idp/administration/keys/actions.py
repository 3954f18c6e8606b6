"""Signing keys: publishing the next, letting it sign, withdrawing the last; revoking one at once.

`rotate` does whatever is due and safe; the worker does the same by the schedule (`keep_turning`).
The other verbs are for a person who knows why. Nothing here gives a private key.
"""

import logging
from collections.abc import Iterable

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.keys.schemas import (
    AddAlgorithm,
    AlgorithmResponse,
    EncryptionKeyResponse,
    KeysResponse,
    MoveKey,
    MoveResponse,
    Moves,
    Rekey,
    Rekeyed,
    RotateKeys,
    WhichKey,
    key_response,
)
from idp.administration.shapes import Nothing
from idp.audit import Audit
from idp.audit.admin_events import EncryptionKeyChanged, SigningKeyMoved
from idp.clock import DAY, Clock
from idp.errors import Refused
from idp.keys import Keyring, SigningKeys
from idp.keys.algorithms import ALGORITHMS
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyRecord, KeyState
from idp.keys.rekeying import is_changed, rekey
from idp.part import Part
from idp.settings import KeySettings
from idp.storage import Database, Transaction

HOUSE = Actor(name="house")
"""Whoever the worker acts for."""
_log = logging.getLogger(__name__)


class KeyActions(Part):
    """What an administrator does with signing keys."""

    database: Database
    lifecycle: KeyLifecycle
    keys: SigningKeys
    keyring: Keyring
    audit: Audit
    clock: Clock
    settings: KeySettings

    @action("keys.list", "GET /keys")
    def show(self, _actor: Actor, _asked: Nothing) -> KeysResponse:
        """Show the keys and their dates.

        Every key there ever was, by algorithm.
        """
        with self.database.reading() as tx:
            records = self.lifecycle.records(tx)
            changed = is_changed(tx, self.keyring)
        present, successor = self.keyring.present, self.keyring.successor
        return KeysResponse(
            now=self.clock.seconds(),
            lead_seconds=self.settings.publication_lead_seconds,
            rotation_days=self.settings.rotation_days,
            algorithms=tuple(self._algorithm(each, records) for each in ALGORITHMS),
            encryption_key=EncryptionKeyResponse(
                kind=present.kind,
                name=present.name,
                successor_kind=successor.kind,
                successor_name=successor.name,
                has_successor=successor.find() is not None,
                is_changed=changed,
            ),
        )

    @action("keys.add", "POST /keys")
    def add(self, actor: Actor, asked: AddAlgorithm) -> Moves:
        """Sign with an algorithm that no key signs with yet.

        Its first key signs at once: nobody relies on it yet. Raises Refused when a key signs with
        it already.
        """
        with self.database.writing() as tx:
            if self.lifecycle.find(tx, asked.algorithm, KeyState.ACTIVE) is not None:
                raise Refused("keys.signs_already", field="algorithm", algorithm=asked.algorithm)
            pending = self.lifecycle.find(tx, asked.algorithm, KeyState.PENDING)
            kid = pending.kid if pending else self.lifecycle.publish(tx, asked.algorithm)
            self.lifecycle.activate(tx, kid)
            moves = (self._moved(tx, actor, kid),)
        return self._done(moves)

    @action("keys.rotate", "POST /keys/rotate")
    def rotate(self, actor: Actor, asked: RotateKeys) -> Moves:
        """Publish successors, and do what is due: let them sign, withdraw the last.

        What is published signs now, or as soon as that is safe. Withdraws what is due as well. Done
        again before it is safe, it changes nothing.
        """
        old = self.clock.seconds() - asked.older_than_days * DAY
        with self.database.writing() as tx:
            records = self._in_turn(tx, asked.algorithms)
            moves = self._advance(tx, actor, records)
            turned = {move.algorithm for move in moves if move.state is KeyState.ACTIVE}
            for record in records:
                is_old = record.state is KeyState.ACTIVE and (record.activated_at or 0) <= old
                if is_old and record.algorithm not in turned:
                    moves += self._turned(tx, actor, record.algorithm)
        return self._done(moves)

    def keep_turning(self) -> Moves:
        """Do what is due, and see that each key has a published successor; harmless done twice."""
        with self.database.reading() as tx:
            records = self.lifecycle.records(tx)
        if not (self._due(records) or self._alone(records)):
            return Moves(moves=())
        with self.database.writing() as tx:
            records = self._in_turn(tx, ())
            moves = self._advance(tx, HOUSE, records)
            alone = self._alone(self.lifecycle.records(tx))
            moves += [self._published(tx, HOUSE, each.algorithm) for each in alone]
        return self._done(moves)

    @action("keys.activate", "POST /keys/{kid}/activate")
    def activate(self, actor: Actor, asked: MoveKey) -> Moves:
        """Let a pending key sign, and retire the one before it.

        Raises Unknown, Refused when it is not, or not yet safe.
        """
        with self.database.writing() as tx:
            self.lifecycle.activate(tx, asked.kid, early=asked.early)
            moves = (self._moved(tx, actor, asked.kid, early=asked.early),)
        return self._done(moves)

    @action("keys.retire", "POST /keys/{kid}/retire")
    def retire(self, actor: Actor, asked: MoveKey) -> Moves:
        """Stop a key from signing: its successor takes over.

        A successor is made when there is none. Raises Unknown, Refused when it is not active, or
        when relying parties may not have the successor yet and the change is not asked for `early`.
        """
        with self.database.writing() as tx:
            record = self.lifecycle.get(tx, asked.kid)
            if record.state is not KeyState.ACTIVE:
                raise Refused("keys.not_active", kid=asked.kid)
            pending = self.lifecycle.find(tx, record.algorithm, KeyState.PENDING)
            if pending is None and not asked.early:
                raise Refused("keys.no_successor", kid=asked.kid)
            kid = pending.kid if pending else self.lifecycle.publish(tx, record.algorithm)
            self.lifecycle.activate(tx, kid, early=asked.early)
            moves = (
                self._moved(tx, actor, kid, early=asked.early),
                self._moved(tx, actor, asked.kid, early=asked.early),
            )
        return self._done(moves)

    @action("keys.remove", "POST /keys/{kid}/remove")
    def remove(self, actor: Actor, asked: MoveKey) -> Moves:
        """Withdraw a retired key; what it signed no longer verifies.

        Raises Unknown, Refused.
        """
        with self.database.writing() as tx:
            self.lifecycle.remove(tx, asked.kid, early=asked.early)
            moves = (self._moved(tx, actor, asked.kid, early=asked.early),)
        return self._done(moves)

    @action("keys.revoke", "POST /keys/{kid}/revoke")
    def revoke(self, actor: Actor, asked: WhichKey) -> Moves:
        """Withdraw a key at once: what it signed is refused within five minutes.

        Its successor signs, safe or not. Raises Unknown, Refused when it is gone already.
        """
        now = self.clock.seconds()
        with self.database.writing() as tx:
            successor = self.lifecycle.revoke(tx, asked.kid)
            moves = [self._moved(tx, actor, asked.kid, early=True)]
            if successor is not None:
                record = self.lifecycle.get(tx, successor)
                early = now < self.lifecycle.time_line.safe_to_activate_at(record)
                moves.append(self._moved(tx, actor, successor, early=early))
        return self._done(moves)

    @action("keys.rekey", "POST /keys/rekey")
    def rekey(self, actor: Actor, asked: Rekey) -> Rekeyed:
        """Seal everything by the next key-encryption key.

        In one transaction; done again, it is harmless. Raises Refused when there is no next one, or
        when something does not open.
        """
        successor = self.keyring.successor
        made = asked.make and successor.make()
        if successor.find() is None:
            raise Refused("keys.no_next_key", name=str(successor))
        with self.database.writing() as tx:
            sealed = rekey(tx, self.keyring)
            if sealed:
                self.audit.record(
                    tx, EncryptionKeyChanged(actor=actor.name, to=successor.kind, sealed=sealed)
                )
        return Rekeyed(sealed=sealed, made=made, encryption_key=str(successor))

    def destroy_what_is_gone(self) -> None:
        """Destroy what is left of withdrawn keys outside the database; the worker tries again."""
        try:
            with self.database.reading() as tx:
                self.lifecycle.destroy_what_is_gone(tx)
        except Exception:  # noqa: BLE001 - the keys are withdrawn whatever a token or a disk says
            _log.exception("what is left of a withdrawn key is not destroyed yet")

    def _algorithm(self, algorithm: str, records: Iterable[KeyRecord]) -> AlgorithmResponse:
        mine = tuple(each for each in records if each.algorithm == algorithm)
        keys = tuple(key_response(each, self.lifecycle.time_line) for each in mine)
        due = [
            self.lifecycle.time_line.due_at(each, mine)
            for each in mine
            if each.state is KeyState.PENDING
        ]
        return AlgorithmResponse(algorithm=algorithm, keys=keys, next_at=next(iter(due), None))

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

    def _turned(self, tx: Transaction, actor: Actor, algorithm: str) -> list[MoveResponse]:
        pending = self.lifecycle.find(tx, algorithm, KeyState.PENDING)
        kid = pending.kid if pending else self.lifecycle.publish(tx, algorithm)
        if not self.lifecycle.ask(tx, kid):
            return []
        record = self.lifecycle.get(tx, kid)
        if self.lifecycle.time_line.safe_to_activate_at(record) <= self.clock.seconds():
            self.lifecycle.activate(tx, kid)
        return [self._moved(tx, actor, kid)]

    def _advance(
        self, tx: Transaction, actor: Actor, records: Iterable[KeyRecord]
    ) -> list[MoveResponse]:
        moves = []
        for record in self._due(records):
            if record.state is KeyState.PENDING:
                self.lifecycle.activate(tx, record.kid)
            else:
                self.lifecycle.remove(tx, record.kid)
            moves.append(self._moved(tx, actor, record.kid))
        return moves

    def _published(self, tx: Transaction, actor: Actor, algorithm: str) -> MoveResponse:
        return self._moved(tx, actor, self.lifecycle.publish(tx, algorithm))

    def _moved(
        self, tx: Transaction, actor: Actor, kid: str, *, early: bool = False
    ) -> MoveResponse:
        record = self.lifecycle.get(tx, kid)
        self.audit.record(
            tx,
            SigningKeyMoved(
                actor=actor.name,
                kid=kid,
                algorithm=record.algorithm,
                state=record.state,
                early=early,
            ),
        )
        return MoveResponse.of(record, next_at=self.lifecycle.time_line.next_at(record))

    def _done(self, moves: Iterable[MoveResponse]) -> Moves:
        """Return what moved, once it is committed."""
        done = tuple(moves)
        if done:
            self.keys.forget()
        if any(move.state in {KeyState.REMOVED, KeyState.REVOKED} for move in done):
            self.destroy_what_is_gone()
        return Moves(moves=done)
