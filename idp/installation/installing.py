"""Making an empty house fit to live in: encryption key, tables, data keys, signing keys."""

from msgspec import Struct

from idp.accounts.bound_address import addresses_to_bind
from idp.audit.admin_events import RowsAdopted, RowsBound
from idp.audit.audit import Audit
from idp.children.bound_link import links_to_bind
from idp.children.letters.bound_letter import letters_to_bind
from idp.clock import Clock
from idp.errors import SettingsError
from idp.keys.algorithms import ALGORITHMS
from idp.keys.bound_rows import bind_rows
from idp.keys.keepers import Keepers
from idp.keys.keyring import Keyring, keyring_of
from idp.keys.lifecycle import KeyLifecycle
from idp.keys.record import KeyState
from idp.keys.vault import has_data_keys, make_data_keys, open_vault
from idp.registry.importing.binding import registry_to_bind
from idp.settings import Settings
from idp.storage import Database, Transaction
from idp.storage.migrating import upgrade
from idp.storage.revision import applied

BOUND_SINCE = "0027"
"""The step since which rows that decide the claim are bound."""
_HOUSE = "house"
_ADOPTED_AT_ONCE = 1_000


class Installed(Struct, frozen=True):
    """What was missing and was made."""

    encryption_key: str
    """Where the encryption key was made, nothing when there was one."""
    signing_keys: tuple[str, ...]
    """Algorithms that had no key that signs."""


def install(settings: Settings, clock: Clock) -> Installed:
    """Make whatever is missing and touch nothing that is there; running it again is harmless.

    Raises SettingsError when the encryption key is not the one that sealed this database.
    """
    database = Database.open(settings.database)
    try:
        before = applied(database)  # says in one line when the database cannot be reached
        upgrade(database)
        if before is not None and before < BOUND_SINCE:
            bind_rows_of_before(database, settings, clock, actor=_HOUSE)
        with database.writing() as tx:
            keyring = keyring_of(settings.keys)
            made = str(keyring.present) if _encryption_key(tx, keyring) else ""
            make_data_keys(tx, keyring, clock)
            Audit(clock=clock, macs=open_vault(tx, keyring)).chain.seal(tx)
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


def complete_record(database: Database, settings: Settings, clock: Clock, *, actor: str) -> int:
    """Seal the chain of the audit record, and take in what a version before wrote beside it.

    To be run once more when the last node of that version is gone; harmless at any time. Returns
    how many rows were taken in, 0 too while the database has no keys of its own yet. Raises
    SettingsError when the encryption key is missing or another one.
    """
    with database.reading() as tx:
        if not has_data_keys(tx):
            return 0
        vault = open_vault(tx, keyring_of(settings.keys))
    audit = Audit(clock=clock, macs=vault)
    with database.writing() as tx:
        audit.chain.seal(tx)
    taken = _ADOPTED_AT_ONCE
    total = 0
    while taken == _ADOPTED_AT_ONCE:
        with database.writing() as tx:
            taken = audit.chain.adopt(tx, chunk=_ADOPTED_AT_ONCE)
        total += taken
    if total:
        with database.writing() as tx:
            audit.record(tx, RowsAdopted(actor=actor, count=total))
    return total


def bind_rows_of_before(database: Database, settings: Settings, clock: Clock, *, actor: str) -> int:
    """Bind the rows that decide the claim and that a version before wrote; return how many.

    To be run when the columns for it are new, and once more when the last node of that version is
    gone: a row without its code counts for nothing until then. It takes the database at its word,
    so that it is recorded, and never run unasked (docs/decisions/0024). Returns 0 too while the
    database has no keys of its own yet.
    """
    with database.reading() as tx:
        if not has_data_keys(tx):
            return 0
        vault = open_vault(tx, keyring_of(settings.keys))
    bindings = (
        *registry_to_bind(vault),
        *(addresses_to_bind(vault), links_to_bind(vault), letters_to_bind(vault)),
    )
    total = sum(bind_rows(database, each) for each in bindings)
    if total:
        with database.writing() as tx:
            Audit(clock=clock, macs=vault).record(tx, RowsBound(actor=actor, count=total))
    return total


def _encryption_key(tx: Transaction, keyring: Keyring) -> bool:
    present = keyring.present
    if not has_data_keys(tx):
        return present.make()
    if present.find() is None and keyring.successor.find() is None:
        # A new key would open nothing of what is there, and would hide that the old one is gone.
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
