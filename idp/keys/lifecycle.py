"""The life of a signing key: pending, active, retired, removed (OpenID Connect Core §10.1.1).

A key is published before it signs, long enough for every relying party to have fetched it, and
stays published after it stopped, for as long as anything it signed may still be presented. The
database decides which key is active: a partial unique index lets one be, per algorithm.
"""

import json
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from idp.clock import Clock
from idp.errors import OperationError
from idp.keys import table
from idp.keys.algorithms import ALGORITHMS, make_private_key, private_bytes, read_private_key
from idp.keys.vault import Sealer
from idp.settings import KeySettings, TokenSettings
from idp.storage import Row, Transaction, bump

VERSION = "signing_keys"


class KeyState(StrEnum):
    """Where a key is in its life."""

    PENDING = "pending"
    ACTIVE = "active"
    RETIRED = "retired"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One row of the keys' history; a removed key keeps its row and loses its private half."""

    kid: str
    algorithm: str
    state: KeyState
    public_jwk: dict[str, str]
    private_sealed: bytes | None = field(repr=False)
    published_at: int
    activated_at: int | None
    retired_at: int | None
    removed_at: int | None

    @classmethod
    def of(cls, row: Row) -> "KeyRecord":
        """Return the record that a row of `table.LIST_KEYS` holds."""
        kid, algorithm, state, public_jwk, sealed, *times = row
        private = None if sealed is None else bytes(sealed)
        return cls(kid, algorithm, KeyState(state), json.loads(public_jwk), private, *times)


class KeyLifecycle:
    """What moves keys from state to state, and when each move is safe."""

    def __init__(
        self, *, sealer: Sealer, clock: Clock, keys: KeySettings, tokens: TokenSettings
    ) -> None:
        self._sealer = sealer
        self._clock = clock
        self._keys = keys
        # A token signed in the last second of a key lives this long, plus a verifier's leeway.
        longest = max(tokens.longest_id_token_seconds, tokens.access_token_seconds)
        self._overlap_seconds = longest + keys.jwks_max_age_seconds + 60

    def records(self, transaction: Transaction) -> tuple[KeyRecord, ...]:
        """Return every key there ever was, oldest first."""
        return tuple(KeyRecord.of(row) for row in transaction.rows(table.LIST_KEYS))

    def safe_to_activate_at(self, record: KeyRecord) -> int:
        """Return the second from which every relying party has had time to fetch the key."""
        return record.published_at + self._keys.publication_lead_seconds

    def safe_to_remove_at(self, record: KeyRecord) -> int | None:
        """Return the second from which nothing the key signed is alive; None while it signs."""
        if record.retired_at is None:
            return None
        return record.retired_at + self._overlap_seconds

    def publish(self, transaction: Transaction, algorithm: str) -> str:
        """Make a key, publish it without signing with it, and return its kid."""
        if algorithm not in ALGORITHMS:
            raise OperationError(f"{algorithm} is not one of {', '.join(ALGORITHMS)}")
        if any(
            record.state is KeyState.PENDING and record.algorithm == algorithm
            for record in self.records(transaction)
        ):
            raise OperationError(f"a pending {algorithm} key is published already")
        private = make_private_key(algorithm, self._keys.rsa_bits)
        der = private_bytes(private)
        kid = secrets.token_urlsafe(12)
        jwk = read_private_key(der).as_dict(private=False)
        public = {**jwk, "kid": kid, "use": "sig", "alg": algorithm}
        transaction.run(
            table.ADD_KEY,
            kid=kid,
            algorithm=algorithm,
            public_jwk=json.dumps(public, sort_keys=True),
            private_sealed=self._sealer.seal(der, sealed_about(kid)),
            published_at=self._clock.seconds(),
        )
        bump(transaction, VERSION)
        return kid

    def activate(self, transaction: Transaction, kid: str, *, early: bool = False) -> None:
        """Let a pending key sign, and retire the one that signed until now.

        Raises OperationError when it is not pending, or (unless `early`) not yet everywhere.
        """
        record = self._get(transaction, kid)
        now = self._clock.seconds()
        first = not any(
            other.state is KeyState.ACTIVE and other.algorithm == record.algorithm
            for other in self.records(transaction)
        )
        if not first and not early and now < self.safe_to_activate_at(record):
            wait = self.safe_to_activate_at(record) - now
            raise OperationError(f"relying parties may not have key {kid} yet: wait {wait} s")
        transaction.run(table.RETIRE_ACTIVE, algorithm=record.algorithm, now=now)
        if transaction.run(table.ACTIVATE, kid=kid, now=now) != 1:
            raise OperationError(f"key {kid} is {record.state}, not pending")
        bump(transaction, VERSION)

    def remove(self, transaction: Transaction, kid: str, *, early: bool = False) -> None:
        """Withdraw a retired key and destroy its private half.

        Raises OperationError when it is not retired, or (unless `early`) still needed.
        """
        record = self._get(transaction, kid)
        now = self._clock.seconds()
        safe_at = self.safe_to_remove_at(record)
        if not early and safe_at is not None and now < safe_at:
            raise OperationError(f"tokens signed by {kid} may be alive: wait {safe_at - now} s")
        if transaction.run(table.REMOVE, kid=kid, now=now) != 1:
            raise OperationError(f"key {kid} is {record.state}, not retired")
        bump(transaction, VERSION)

    def _get(self, transaction: Transaction, kid: str) -> KeyRecord:
        for record in self.records(transaction):
            if record.kid == kid:
                return record
        raise OperationError(f"there is no key {kid}")


def sealed_about(kid: str) -> str:
    """Return what a private key is sealed about: it opens in no other row."""
    return f"signing_key.{kid}"
