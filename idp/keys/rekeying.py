"""Changes the key-encryption key: seals everything again by its successor, in one transaction.

Values sealed by a data key are unchanged, and so are private halves in files or a token. Both keys
open values, and the commit changes all at once: after a crash at any step the database opens, and
the step can be repeated.
"""

from idp.errors import Refused
from idp.keys import table
from idp.keys.keepers import sealed_about
from idp.keys.keyring import Keyring, about_data_key
from idp.keys.lifecycle import VERSION
from idp.keys.sealing import Sealer
from idp.storage import Transaction, bump


def is_changed(tx: Transaction, keyring: Keyring) -> bool:
    """Return whether the successor seals this database. Raises SettingsError for neither key."""
    successor = keyring.successor.find()
    return successor is not None and _opens_everything(tx, successor)


def rekey(tx: Transaction, keyring: Keyring) -> int:
    """Seal everything by the successor; return how many values were, 0 when all were before.

    Raises Refused when a value does not open, or would not open again.
    """
    bump(tx, VERSION)
    if is_changed(tx, keyring):
        return 0
    before, after = keyring.in_force(tx), keyring.successor.get()
    count = 0
    for name, sealed in tx.rows(table.LIST_DATA_KEYS):
        again = _resealed(before, after, sealed, about_data_key(name))
        count += tx.run(table.RESEAL_DATA_KEY, name=name, sealed=again)
    for record in tx.rows(table.LIST_KEYS):
        if record.private_sealed is not None:
            about = sealed_about(record.kid)
            again = _resealed(before, after, record.private_sealed, about)
            count += tx.run(table.RESEAL_KEY, kid=record.kid, sealed=again)
    return count


def _opens_everything(tx: Transaction, sealer: Sealer) -> bool:
    try:
        for name, sealed in tx.rows(table.LIST_DATA_KEYS):
            sealer.open(sealed, about_data_key(name))
        for record in tx.rows(table.LIST_KEYS):
            if record.private_sealed is not None:
                sealer.open(record.private_sealed, sealed_about(record.kid))
    except ValueError:
        return False
    return True


def _resealed(before: Sealer, after: Sealer, sealed: bytes, about: str) -> bytes:
    try:
        plain = before.open(sealed, about)
    except ValueError as error:
        raise Refused("keys.does_not_open", what=about) from error
    again = after.seal(plain, about)
    if after.open(again, about) != plain:
        raise Refused("keys.does_not_open", what=about)
    return again
