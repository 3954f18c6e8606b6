"""Notifies a holder whose authenticators changed.

Addresses belong to accounts and to administrators, both above this package: each realm has its own
notifier, and the message is queued in the transaction of the change.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from idp.authenticators.model import Holder, Realm
from idp.storage import Transaction


class AuthenticatorChange(StrEnum):
    """The change."""

    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    CODES_RENEWED = "codes_renewed"
    CODE_USED = "code_used"
    ALL_REMOVED = "all_removed"


class Notifier(Protocol):
    """Writes messages to the holders of one realm."""

    def authenticator_changed(
        self, tx: Transaction, holder_id: str, change: AuthenticatorChange
    ) -> None:
        """Notify the holder, in the transaction of the change."""


class Notifiers:
    """The notifier of each realm."""

    def __init__(self, notifiers: Mapping[Realm, Notifier]) -> None:
        self._notifiers = dict(notifiers)

    def notify(self, tx: Transaction, holder: Holder, change: AuthenticatorChange) -> None:
        """Notify the holder. Raises KeyError when the realm has no notifier."""
        self._notifiers[holder.realm].authenticator_changed(tx, holder.id, change)
