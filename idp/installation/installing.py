"""Setting up an empty installation: encryption key, tables, data keys, signing keys."""

from msgspec import Struct

from idp.audit.audit import Audit
from idp.clock import Clock
from idp.errors import SettingsError
from idp.keys.algorithms import ALGORITHMS
from idp.keys.keepers import Keepers
from idp.keys.keyring import Keyring, keyring_of
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyState
from idp.keys.vault import has_data_keys, make_data_keys, open_vault
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.storage.migrating import upgrade


class Installed(Struct, frozen=True):
    """What was missing and has been made."""

    encryption_key: str
    """Where the encryption key was made; empty when there was one."""
    signing_keys: tuple[str, ...]
    """The algorithms that had no active key."""


def install(settings: Settings, clock: Clock) -> Installed:
    """Make what is missing and change nothing that exists; running it again is harmless.

    Raises SettingsError when the encryption key is not the one that sealed this database.
    """
    database = Database.open(settings.database)
    try:
        upgrade(database)
        with database.writing() as tx:
            keyring = keyring_of(settings.keys)
            made = str(keyring.present) if _encryption_key(tx, keyring) else ""
            make_data_keys(tx, keyring, clock)
            Audit(clock=clock, macs=open_vault(tx, keyring)).chain.begin(tx)
            lifecycle = KeyLifecycle(
                keyring=keyring,
                keepers=Keepers(keyring=keyring, settings=settings.keys),
                clock=clock,
                keys=settings.keys,
                tokens=settings.tokens,
            )
            signing_keys = _signing_keys(tx, lifecycle)
    finally:
        database.close()
    return Installed(encryption_key=made, signing_keys=signing_keys)


def _encryption_key(tx: Transaction, keyring: Keyring) -> bool:
    present = keyring.present
    if not has_data_keys(tx):
        return present.make()
    if present.find() is None and keyring.successor.find() is None:
        # A new key would open nothing of this database, and hide that the old one is missing.
        raise SettingsError(f"{present.setting} {present.name} is missing: this database needs it")
    return False


def _signing_keys(tx: Transaction, lifecycle: KeyLifecycle) -> tuple[str, ...]:
    records = lifecycle.records(tx)
    signing = {each.algorithm for each in records if each.state is KeyState.ACTIVE}
    pending = {each.algorithm: each.kid for each in records if each.state is KeyState.PENDING}
    missing = tuple(algorithm for algorithm in ALGORITHMS if algorithm not in signing)
    for algorithm in missing:
        lifecycle.activate(tx, pending.get(algorithm) or lifecycle.publish(tx, algorithm))
    return missing
