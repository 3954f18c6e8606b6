"""The keys as the hot paths use them: parsed once, the active ones at hand (RFC 7517 §5)."""

import hashlib
import json
from dataclasses import dataclass, field
from types import MappingProxyType

from idp.keys import table
from idp.keys.algorithms import JoseKey, read_private_key, read_public_key
from idp.keys.lifecycle import VERSION, KeyRecord, KeyState, sealed_about
from idp.keys.vault import Sealer
from idp.storage import Database, Transaction, Watched


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs now."""

    kid: str
    algorithm: str
    jose: JoseKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A published key, of any state but removed."""

    kid: str
    algorithm: str
    jose: JoseKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeySet:
    """All keys at one moment, with the document relying parties fetch (RFC 7517 §5)."""

    active: MappingProxyType[str, SigningKey]
    verifying: MappingProxyType[str, VerifyingKey]
    document: bytes
    etag: str


class SigningKeys:
    """The signing keys of the house; follows rotations made by any process within a second."""

    def __init__(self, *, database: Database, sealer: Sealer) -> None:
        self._sealer = sealer
        self._parsed: dict[str, JoseKey] = {}
        self._keys = Watched(database, VERSION, self._load)

    def current(self) -> KeySet:
        """Return the keys in force."""
        return self._keys.get()

    def active(self, algorithm: str) -> SigningKey:
        """Return the key that signs with `algorithm`. Raises LookupError when there is none."""
        key = self._keys.get().active.get(algorithm)
        if key is None:
            raise LookupError(f"no active {algorithm} key: run `parvis keys rotate`")
        return key

    def verifying(self, kid: str) -> VerifyingKey | None:
        """Return the published key named `kid`."""
        return self._keys.get().verifying.get(kid)

    def forget(self) -> None:
        """Read the keys again at the next use."""
        self._keys.forget()

    def _load(self, transaction: Transaction) -> KeySet:
        records = [KeyRecord.of(row) for row in transaction.rows(table.LIST_KEYS)]
        published = [record for record in records if record.state is not KeyState.REMOVED]
        document = json.dumps(
            {"keys": [record.public_jwk for record in published]}, separators=(",", ":")
        ).encode()
        return KeySet(
            active=MappingProxyType(
                {
                    record.algorithm: SigningKey(
                        record.kid, record.algorithm, self._private(record)
                    )
                    for record in published
                    if record.state is KeyState.ACTIVE
                }
            ),
            verifying=MappingProxyType(
                {
                    record.kid: VerifyingKey(
                        record.kid, record.algorithm, read_public_key(record.public_jwk)
                    )
                    for record in published
                }
            ),
            document=document,
            etag=f'"{hashlib.sha256(document).hexdigest()[:24]}"',
        )

    def _private(self, record: KeyRecord) -> JoseKey:
        if record.kid not in self._parsed:
            der = self._sealer.open(record.private_sealed or b"", sealed_about(record.kid))
            self._parsed[record.kid] = read_private_key(der)
        return self._parsed[record.kid]
