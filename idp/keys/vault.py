"""Keyed hashes and sealed values, for what a copy of the database must not reveal.

Two random data keys hash and seal. They are stored sealed by the key-encryption key, which is
outside the database: so a copy of the database alone reveals nothing, and the key-encryption key
can change without a change to rows that depend on the data keys.
"""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec

from idp.clock import Clock
from idp.errors import SettingsError
from idp.keys import table
from idp.keys.keyring import DATA_KEYS, Keyring, about_data_key, not_ours
from idp.keys.sealing import KEY_BYTES, AesSealer
from idp.storage import Transaction

_LOOKUP_BYTES = 16
_ENCODER = msgspec.msgpack.Encoder()


class Vault:
    """The data keys, opened: one that hashes, one that seals."""

    def __init__(self, *, lookup_key: bytes, seal_key: bytes) -> None:
        self._lookup_key = lookup_key
        self._sealer = AesSealer(seal_key)
        self._begun: dict[str, blake2b] = {}

    def keyed_hash(self, purpose: str, value: str) -> bytes:
        """Return 16 bytes by which an equal `value` is found again, and only within `purpose`.

        Keyed BLAKE2b (RFC 7693 §2.9): an import computes millions, at a third of HMAC's cost.
        """
        return _finished(self._begun_for(purpose), value.encode("utf-8", "surrogatepass"))

    def keyed_hashes(self, purpose: str, values: Iterable[str]) -> list[bytes]:
        """Return the keyed hash of each of `values`."""
        begun = self._begun_for(purpose)
        return [_finished(begun, value.encode("utf-8", "surrogatepass")) for value in values]

    def row_mac(self, table: str, columns: Sequence[object]) -> bytes:
        """Return 16 bytes over `columns` of a row of `table`, separate for each table.

        Write access to the database is not enough to make them (docs/decisions/0024).
        """
        return _finished(self._begun_for(f"row.{table}"), _ENCODER.encode(columns))

    def row_macs(self, table: str, rows: Iterable[Sequence[object]]) -> list[bytes]:
        """Return the MAC of each of `rows`, which are the columns of a row of `table`."""
        begun = self._begun_for(f"row.{table}")
        return [_finished(begun, each) for each in map(_ENCODER.encode, rows)]

    def _begun_for(self, purpose: str) -> blake2b:
        """Return a keyed BLAKE2b that has hashed `purpose`, which is done once for all values."""
        begun = self._begun.get(purpose)
        if begun is None:
            begun = blake2b(_message(purpose, ""), key=self._lookup_key, digest_size=_LOOKUP_BYTES)
            self._begun[purpose] = begun
        return begun

    def is_bound(self, table: str, columns: Sequence[object], mac: bytes | None) -> bool:
        """Return whether `mac` is the one that was made over `columns`."""
        return mac is not None and hmac.compare_digest(self.row_mac(table, columns), bytes(mac))

    def mac(self, purpose: str, value: str) -> bytes:
        """Return the 32 bytes of HMAC-SHA-256 over `value`, separate for each `purpose`."""
        return hmac.digest(self._lookup_key, _message(purpose, value), "sha256")

    def seal(self, text: str, about: str) -> bytes:
        """Return `text` encrypted, bound to `about`."""
        return self._sealer.seal(text.encode("utf-8", "surrogatepass"), about)

    def seal_each(self, texts: Iterable[str], about: str) -> list[bytes]:
        """Return each of `texts` sealed by itself."""
        return self._sealer.seal_each(
            [text.encode("utf-8", "surrogatepass") for text in texts], about
        )

    def open(self, sealed: bytes, about: str) -> str:
        """Return the text that was sealed. Raises ValueError when it cannot be trusted."""
        return self._sealer.open(bytes(sealed), about).decode("utf-8", "surrogatepass")


def _finished(begun: blake2b, value: bytes) -> bytes:
    found = begun.copy()
    found.update(value)
    return found.digest()


def _message(purpose: str, value: str) -> bytes:
    return f"{purpose}\0{value}".encode("utf-8", "surrogatepass")


def open_vault(tx: Transaction, keyring: Keyring) -> Vault:
    """Return the data keys of this database. Raises SettingsError when they do not open."""
    lookup_key, seal_key = (_data_key(tx, keyring, name) for name in DATA_KEYS)
    return Vault(lookup_key=lookup_key, seal_key=seal_key)


def has_data_keys(tx: Transaction) -> bool:
    """Return whether this database already depends on an encryption key."""
    return tx.row(table.FIND_DATA_KEY, name=DATA_KEYS[0]) is not None


def make_data_keys(tx: Transaction, keyring: Keyring, clock: Clock) -> None:
    """Write the data keys that are missing; a second caller changes nothing."""
    sealer = keyring.in_force(tx)
    for name in DATA_KEYS:
        tx.run(
            table.ADD_DATA_KEY,
            name=name,
            key_sealed=sealer.seal(secrets.token_bytes(KEY_BYTES), about_data_key(name)),
            created_at=clock.seconds(),
        )


def _data_key(tx: Transaction, keyring: Keyring, name: str) -> bytes:
    found = tx.row(table.FIND_DATA_KEY, name=name)
    if found is None:
        raise SettingsError("the database has no data keys yet: run `parvis init`")
    try:
        return keyring.open(found, about_data_key(name))
    except ValueError as error:
        raise not_ours(keyring.present) from error
