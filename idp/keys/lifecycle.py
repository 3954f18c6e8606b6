"""The life of a signing key: pending, active, retired, withdrawn (OpenID Connect Core §10.1.1).

A key is published before it signs, long enough for every relying party to have fetched it, and
stays published after it stopped, for as long as anything it signed may still be presented. The
database decides which key is active: a partial unique index lets one be, per algorithm, and
another lets one be about to. Changes take the keys' version row first, so that they come one
after the other, on however many machines.
"""

import json
import secrets

from idp.clock import Clock
from idp.errors import Refused, Unknown
from idp.keys import table
from idp.keys.algorithms import ALGORITHMS, public_jwk
from idp.keys.keepers import Keepers, sealed_about
from idp.keys.keyring import Keyring
from idp.keys.record import KeyRecord, KeyState
from idp.keys.time_line import TimeLine
from idp.settings import KeySettings, TokenSettings
from idp.storage import Transaction, bump

VERSION = "signing_keys"
# Not now: the clock of the machine that published a key may be a second ahead of this one's.
_WHENEVER = 2**62


class KeyLifecycle:
    """Moves keys from state to state when it is safe."""

    def __init__(
        self,
        *,
        keyring: Keyring,
        keepers: Keepers,
        clock: Clock,
        keys: KeySettings,
        tokens: TokenSettings,
    ) -> None:
        self._keyring = keyring
        self._keepers = keepers
        self._clock = clock
        self.time_line = TimeLine(keys, tokens)

    def records(self, tx: Transaction) -> tuple[KeyRecord, ...]:
        """Return every key there ever was, oldest first."""
        return tuple(tx.rows(table.LIST_KEYS))

    def wait_in_line(self, tx: Transaction) -> None:
        """Lock the keys against other changes, on any machine, until this transaction ends."""
        bump(tx, VERSION)

    def get(self, tx: Transaction, kid: str) -> KeyRecord:
        """Return the key. Raises Unknown when there is none."""
        for record in self.records(tx):
            if record.kid == kid:
                return record
        raise Unknown("keys.unknown", field="kid", kid=kid)

    def find(self, tx: Transaction, algorithm: str, state: KeyState) -> KeyRecord | None:
        """Return the first key of `algorithm` in `state`."""
        for record in self.records(tx):
            if record.algorithm == algorithm and record.state is state:
                return record
        return None

    def publish(self, tx: Transaction, algorithm: str) -> str:
        """Make a key, publish it without signing with it, and return its kid."""
        self.wait_in_line(tx)
        if algorithm not in ALGORITHMS:
            raise Refused("keys.algorithm", field="algorithm", offered=", ".join(ALGORITHMS))
        if self.find(tx, algorithm, KeyState.PENDING) is not None:
            raise Refused("keys.pending_already", field="algorithm", algorithm=algorithm)
        kid = secrets.token_urlsafe(12)
        made = self._keepers.make(kid, algorithm)
        sealed = (
            None
            if made.secret is None
            else self._keyring.in_force(tx).seal(made.secret, sealed_about(kid))
        )
        tx.run(
            table.ADD_KEY,
            kid=kid,
            algorithm=algorithm,
            kept_in=self._keepers.of_new,
            public_jwk=json.dumps(public_jwk(made.public, kid, algorithm), sort_keys=True),
            private_sealed=sealed,
            published_at=self._clock.seconds(),
        )
        return kid

    def ask(self, tx: Transaction, kid: str, at: int) -> bool:
        """Schedule a pending key to sign from the second `at` on; return whether it was not yet.

        Raises Refused when the schedule has it sign before.
        """
        self.wait_in_line(tx)
        record, now = self.get(tx, kid), self._clock.seconds()
        active = self.find(tx, record.algorithm, KeyState.ACTIVE)
        latest = None if active is None else self.time_line.scheduled_at(active)
        if latest is not None and max(now, latest) < at:
            raise Refused("keys.after_schedule", field="at", at=latest)
        return tx.run(table.ASK, kid=kid, at=max(now, at), now=now) == 1

    def activate(self, tx: Transaction, kid: str, *, early: bool = False) -> None:
        """Let a pending key sign, and retire the one that signed until now.

        Raises Refused when it is not pending, or (unless `early`) not yet everywhere.
        """
        self.wait_in_line(tx)
        record = self.get(tx, kid)
        now = self._clock.seconds()
        # Nobody relies on an algorithm by which nothing is signed yet.
        first = self.find(tx, record.algorithm, KeyState.ACTIVE) is None
        safe_at = self.time_line.safe_to_activate_at(record)
        if not first and not early and now < safe_at and record.state is KeyState.PENDING:
            raise Refused("keys.not_everywhere", field="kid", kid=kid, at=safe_at)
        published_by = _WHENEVER if first or early else self.time_line.published_by(now)
        tx.run(table.RETIRE_ACTIVE, algorithm=record.algorithm, now=now)
        if tx.run(table.ACTIVATE, kid=kid, now=now, published_by=published_by) != 1:
            raise Refused("keys.not_pending", field="kid", kid=kid)

    def remove(self, tx: Transaction, kid: str, *, early: bool = False) -> None:
        """Withdraw a retired key and destroy its private half.

        Raises Refused when it is not retired, or (unless `early`) still needed.
        """
        self.wait_in_line(tx)
        record = self.get(tx, kid)
        now = self._clock.seconds()
        safe_at = self.time_line.safe_to_remove_at(record)
        if not early and safe_at is not None and now < safe_at:
            raise Refused("keys.still_needed", field="kid", kid=kid, at=safe_at)
        retired_by = _WHENEVER if early else self.time_line.retired_by(now)
        if tx.run(table.REMOVE, kid=kid, now=now, retired_by=retired_by) != 1:
            raise Refused("keys.not_retired", field="kid", kid=kid)

    def revoke(self, tx: Transaction, kid: str) -> str | None:
        """Withdraw a key at once, and destroy its private half; return its successor's kid.

        None when it did not sign. Its successor is the pending key, safe or not, else one made
        now: an algorithm never stays without a key. Raises Refused when it is gone already.
        """
        self.wait_in_line(tx)
        record = self.get(tx, kid)
        if tx.run(table.REVOKE, kid=kid, now=self._clock.seconds()) != 1:
            raise Refused("keys.gone", field="kid", kid=kid)
        if record.state is not KeyState.ACTIVE:
            return None
        pending = self.find(tx, record.algorithm, KeyState.PENDING)
        successor = pending.kid if pending else self.publish(tx, record.algorithm)
        self.activate(tx, successor, early=True)
        return successor

    def destroy_what_is_gone(self, tx: Transaction) -> None:
        """Destroy remaining private halves of withdrawn keys: after the commit, or a crash."""
        for record in self.records(tx):
            self._keepers.destroy(record)
