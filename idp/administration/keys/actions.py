"""Actions on signing keys: publishing, activating, retiring, removing, revoking.

`rotate` does what is due and safe, as the worker does by the schedule (`idp/rotation.py`). The
others are for a person who knows why. None returns a private key.
"""

from collections.abc import Iterable

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.keys.schemas import (
    AddAlgorithm,
    AlgorithmResponse,
    EncryptionKeyResponse,
    KeysResponse,
    MoveKey,
    Moves,
    Rekey,
    Rekeyed,
    RotateKeys,
    WhichKey,
    key_response,
)
from idp.administration.shapes import Nothing
from idp.audit import Audit
from idp.audit.admin_events import EncryptionKeyChanged
from idp.clock import Clock
from idp.errors import Refused
from idp.keys import Keyring
from idp.keys.algorithms import ALGORITHMS
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyRecord, KeyState
from idp.keys.rekeying import is_changed, rekey
from idp.part import Part
from idp.rotation import Rotation
from idp.settings import KeySettings
from idp.storage import Database


class KeyActions(Part):
    """What an administrator does with signing keys."""

    database: Database
    lifecycle: KeyLifecycle
    rotation: Rotation
    keyring: Keyring
    audit: Audit
    clock: Clock
    settings: KeySettings

    @action("keys.list", "GET /keys")
    def show(self, _actor: Actor, _asked: Nothing) -> KeysResponse:
        """Show the keys and their dates.

        Every key that ever existed, by algorithm.
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
            moves = (self.rotation.moved(tx, actor.name, kid),)
        return Moves(moves=self.rotation.done(moves))

    @action("keys.rotate", "POST /keys/rotate")
    def rotate(self, actor: Actor, asked: RotateKeys) -> Moves:
        """Publish successors, and do what is due: activate them, remove retired keys.

        What is published signs now, or as soon as that is safe. Done again before it is safe, it
        changes nothing.
        """
        return Moves(
            moves=self.rotation.rotate(
                actor.name,
                asked.algorithms,
                older_than_days=asked.older_than_days,
                at=asked.at,
            )
        )

    @action("keys.activate", "POST /keys/{kid}/activate")
    def activate(self, actor: Actor, asked: MoveKey) -> Moves:
        """Let a pending key sign, and retire the one before it.

        Raises Unknown, Refused when it is not, or not yet safe.
        """
        with self.database.writing() as tx:
            self.lifecycle.activate(tx, asked.kid, early=asked.early)
            moves = (self.rotation.moved(tx, actor.name, asked.kid, early=asked.early),)
        return Moves(moves=self.rotation.done(moves))

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
                self.rotation.moved(tx, actor.name, kid, early=asked.early),
                self.rotation.moved(tx, actor.name, asked.kid, early=asked.early),
            )
        return Moves(moves=self.rotation.done(moves))

    @action("keys.remove", "POST /keys/{kid}/remove")
    def remove(self, actor: Actor, asked: MoveKey) -> Moves:
        """Withdraw a retired key; what it signed no longer verifies.

        Raises Unknown, Refused.
        """
        with self.database.writing() as tx:
            self.lifecycle.remove(tx, asked.kid, early=asked.early)
            moves = (self.rotation.moved(tx, actor.name, asked.kid, early=asked.early),)
        return Moves(moves=self.rotation.done(moves))

    @action("keys.revoke", "POST /keys/{kid}/revoke")
    def revoke(self, actor: Actor, asked: WhichKey) -> Moves:
        """Withdraw a key at once: what it signed is refused within five minutes.

        Its successor signs, safe or not. Raises Unknown, Refused when it is gone already.
        """
        now = self.clock.seconds()
        with self.database.writing() as tx:
            successor = self.lifecycle.revoke(tx, asked.kid)
            moves = [self.rotation.moved(tx, actor.name, asked.kid, early=True)]
            if successor is not None:
                record = self.lifecycle.get(tx, successor)
                early = now < self.lifecycle.time_line.safe_to_activate_at(record)
                moves.append(self.rotation.moved(tx, actor.name, successor, early=early))
        return Moves(moves=self.rotation.done(moves))

    @action("keys.rekey", "POST /keys/rekey")
    def rekey(self, actor: Actor, asked: Rekey) -> Rekeyed:
        """Seal everything by the next key-encryption key.

        In one transaction; done again, it is harmless. Raises Refused when there is no next key, or
        when a value cannot be opened.
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

    def _algorithm(self, algorithm: str, records: Iterable[KeyRecord]) -> AlgorithmResponse:
        mine = tuple(each for each in records if each.algorithm == algorithm)
        keys = tuple(key_response(each, self.lifecycle.time_line) for each in mine)
        line, now = self.lifecycle.time_line, self.clock.seconds()
        pending = next((each for each in mine if each.state is KeyState.PENDING), None)
        signs = any(each.state is KeyState.ACTIVE for each in mine)
        soonest_at = (
            max(now, line.safe_to_activate_at(pending))
            if pending
            else now + self.settings.publication_lead_seconds
        )
        return AlgorithmResponse(
            algorithm=algorithm,
            keys=keys,
            next_at=None if pending is None else line.due_at(pending, mine),
            soonest_at=soonest_at if signs else None,
        )
