"""`parvis db restored`: ending what a restored backup brought back.

A backup brings back what has ended since: sessions, tokens, replaced passwords. What is live or
single-use ends for everybody. What somebody changed since ends by the events recorded outside of
the database; where these are missing, the operator says what to assume.
"""

from enum import StrEnum

from msgspec import Struct

from idp.administration.actor import Actor
from idp.audit import Audit
from idp.audit.admin_events import DatabaseRestored, SigningKeyMoved
from idp.audit.records import RecordedEvent
from idp.clients.cache import VERSION as CLIENTS
from idp.clock import as_datetime
from idp.continuity import Continuity, Restorations
from idp.continuity.continuity import find_position
from idp.continuity.restorations import VERSION as RESTORATION
from idp.errors import OperationError
from idp.installation.restored_endings import EndingAgain, Services, revoke_every_key
from idp.installation.restored_sweep import (
    Counts,
    Sweeps,
    sweep,
    sweep_what_may_have_changed,
)
from idp.keys.record import KeyState
from idp.part import Part
from idp.registry import Registry
from idp.retention import CLOSED_ACCOUNT, RetentionSchedule
from idp.storage import Database, Transaction, bump, leap


class Assumption(StrEnum):
    """What to assume of the lost time, where nothing outside of the database recorded it."""

    NOTHING_CHANGED = "nothing changed"
    """Nobody changed a password or removed anything: a copy, or a backup made just before."""
    EVERYTHING_CHANGED = "everything changed"
    """Anybody may have: every parent chooses a new password, every signing key is replaced."""


class RestorationImpact(Struct, frozen=True):
    """What is known before anything is ended; times in seconds, 0 where not known."""

    as_of: int
    """When the database was last in use."""
    registry_at: int | None
    """The date of the oldest school data in force, None without any."""
    refusal: str | None
    """Why the database is refused, in a sentence."""
    lost: tuple[RecordedEvent, ...] | None
    """The events that the database lost; None: this machine does not know them."""


class Restoring(Part):
    """Reports the impact, then ends everything in one transaction."""

    database: Database
    continuity: Continuity
    restorations: Restorations
    services: Services
    registry: Registry
    retention: RetentionSchedule
    audit: Audit
    also: Sweeps

    def impact(self) -> RestorationImpact:
        """Return what is known, and change nothing."""
        refusal, _ = self.continuity.compared()
        with self.database.reading() as tx:
            position = find_position(tx)
            taken = [each.taken_at for each in self.registry.organisations(tx) if each.taken_at]
        return RestorationImpact(
            as_of=position.seen_at,
            registry_at=min(taken, default=None),
            refusal=refusal,
            lost=self.continuity.lost(),
        )

    def declare(self, actor: Actor, assumption: Assumption | None) -> Counts:
        """End all that has to; return the count of each kind, in words.

        Raises OperationError when the lost events are not known and there is no `assumption`.
        """
        impact = self.impact()
        if impact.lost is None and assumption is None:
            raise OperationError(_unknown(impact))
        with self.database.writing() as tx:
            restored_at = self.continuity.declare(tx)
            keys = self._key_states(tx)
            counts = [*sweep(tx, self.services.clock, self.also)]
            if impact.lost is not None:
                kept = self.retention.seconds(tx)[CLOSED_ACCOUNT.name]
                count = self.ending_again(actor.name, kept).run(tx, impact.lost)
                counts.append(("lost events that ended something, done again", count))
            if assumption is Assumption.EVERYTHING_CHANGED:
                counts += sweep_what_may_have_changed(tx, self.services.clock)
                replaced = revoke_every_key(tx, self.services.key_lifecycle)
                counts.append(("signing keys, replaced", replaced))
            self._record_keys(tx, actor, keys)
            for name in (RESTORATION, CLIENTS):
                bump(tx, name)
            leap(tx, restored_at)
            self.audit.record(
                tx,
                DatabaseRestored(
                    actor=actor.name,
                    as_of=impact.as_of,
                    ended_again=None if impact.lost is None else len(impact.lost),
                    assumed=assumption or "",
                ),
            )
        with self.database.reading() as tx:
            self.services.key_lifecycle.destroy_what_is_gone(tx)
        self.restorations.forget()
        self.continuity.look()
        return tuple(counts)

    def _key_states(self, tx: Transaction) -> dict[str, KeyState]:
        return {each.kid: each.state for each in self.services.key_lifecycle.records(tx)}

    def _record_keys(self, tx: Transaction, actor: Actor, before: dict[str, KeyState]) -> None:
        for each in self.services.key_lifecycle.records(tx):
            if each.state is not before.get(each.kid):
                self.audit.record(
                    tx,
                    SigningKeyMoved(
                        actor=actor.name,
                        kid=each.kid,
                        algorithm=each.algorithm,
                        state=each.state,
                        early=True,
                    ),
                )

    def ending_again(self, actor: str, erase_after_seconds: int) -> EndingAgain:
        """Return the part that repeats lost endings, in the name of `actor`."""
        return EndingAgain(self.services, actor=actor, erase_after_seconds=erase_after_seconds)


def _unknown(impact: RestorationImpact) -> str:
    as_of = f"{as_datetime(impact.as_of):%Y-%m-%d %H:%M} UTC" if impact.as_of else "?"
    return (
        f"this machine does not know what happened since this database was as it is ({as_of}). "
        "Run this on the machine that served last, or say --nothing-changed or "
        "--everything-changed (docs/backups.md)"
    )
