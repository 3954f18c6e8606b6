"""Making an empty house fit to live in: encryption key, tables, data keys, signing keys."""

from dataclasses import dataclass
from pathlib import Path

from idp.clock import Clock
from idp.errors import SettingsError
from idp.keys.algorithms import ALGORITHMS
from idp.keys.lifecycle import KeyLifecycle, KeyState
from idp.keys.vault import (
    has_data_keys,
    make_data_keys,
    make_encryption_key,
    open_vault,
    read_encryption_key,
)
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.storage.migrating import upgrade
from idp.storage.revision import applied


@dataclass(frozen=True, slots=True)
class Installed:
    """What was missing and was made."""

    encryption_key: bool
    signing_keys: tuple[str, ...]
    """Algorithms that had no key that signs."""


def install(settings: Settings, clock: Clock) -> Installed:
    """Make whatever is missing and touch nothing that is there; running it again is harmless.

    Raises SettingsError when the encryption key is not the one that sealed this database.
    """
    database = Database.open(settings.database)
    try:
        applied(database)  # says in one line when the database cannot be reached
        upgrade(database)
        with database.writing() as tx:
            made = _encryption_key(tx, Path(settings.keys.encryption_key_file))
            sealer = read_encryption_key(Path(settings.keys.encryption_key_file))
            make_data_keys(tx, sealer, clock)
            open_vault(tx, sealer)
            lifecycle = KeyLifecycle(
                sealer=sealer, clock=clock, keys=settings.keys, tokens=settings.tokens
            )
            signing_keys = _signing_keys(tx, lifecycle)
    finally:
        database.close()
    return Installed(encryption_key=made, signing_keys=signing_keys)


def _encryption_key(tx: Transaction, path: Path) -> bool:
    if has_data_keys(tx) and not path.exists():
        # A new key would open nothing of what is there, and would hide that the old one is gone.
        raise SettingsError(f"keys.encryption_key_file {path} is missing: this database needs it")
    return make_encryption_key(path)


def _signing_keys(tx: Transaction, lifecycle: KeyLifecycle) -> tuple[str, ...]:
    records = lifecycle.records(tx)
    signing = {each.algorithm for each in records if each.state is KeyState.ACTIVE}
    pending = {each.algorithm: each.kid for each in records if each.state is KeyState.PENDING}
    missing = tuple(algorithm for algorithm in ALGORITHMS if algorithm not in signing)
    for algorithm in missing:
        lifecycle.activate(tx, pending.get(algorithm) or lifecycle.publish(tx, algorithm))
    return missing
