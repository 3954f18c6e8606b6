"""The signing keys in memory, parsed once for the hot paths (RFC 7517 §5)."""

import hashlib
import json
from types import MappingProxyType

from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.keys import table
from idp.keys.algorithms import JoseKey, read_public_key
from idp.keys.keepers import Keepers
from idp.keys.lifecycle import VERSION
from idp.keys.private_keys import Signer
from idp.keys.record import KeyRecord, KeyState
from idp.storage import Database, Transaction, Watched


class SigningKey(Discreet, frozen=True):
    """A key that signs now."""

    kid: str
    algorithm: str
    signer: Hidden[Signer]

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message` as JWS writes it (RFC 7515 §5.1)."""
        return self.signer.sign(message)


class VerifyingKey(Discreet, frozen=True):
    """A key that is published: it signs, will sign, or did and was not withdrawn."""

    kid: str
    algorithm: str
    jose: Hidden[JoseKey]


class KeySet(Struct, frozen=True):
    """All keys at one moment, with the document relying parties fetch (RFC 7517 §5)."""

    active: MappingProxyType[str, SigningKey]
    verifying: MappingProxyType[str, VerifyingKey]
    document: bytes
    etag: str


class SigningKeys:
    """The provider's signing keys; follows rotations made by any process within a second."""

    def __init__(self, *, database: Database, keepers: Keepers) -> None:
        self._keepers = keepers
        self._signers: dict[str, Signer] = {}
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

    def _load(self, tx: Transaction) -> KeySet:
        records = tx.rows(table.LIST_KEYS)
        published = [record for record in records if record.state.is_published]
        document = json.dumps(
            {"keys": [record.public_jwk for record in published]}, separators=(",", ":")
        ).encode()
        active = [record for record in published if record.state is KeyState.ACTIVE]
        # Private halves of inactive keys are dropped.
        self._signers = {record.kid: self._signer(record) for record in active}
        return KeySet(
            active=MappingProxyType(
                {
                    record.algorithm: SigningKey(
                        record.kid, record.algorithm, self._signers[record.kid]
                    )
                    for record in active
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

    def _signer(self, record: KeyRecord) -> Signer:
        return self._signers.get(record.kid) or self._keepers.signer(record)
