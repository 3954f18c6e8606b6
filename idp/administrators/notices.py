"""Messages to administrators about changes of their passkeys, app or recovery codes.

They are queued in the transaction of the change, so that no page or command can forget one.
"""

from idp.administrators.administrators import Administrators
from idp.authenticators import AuthenticatorChange, Realm
from idp.clock import DAY, Clock
from idp.mail import Message, Outbox
from idp.normalisation.address import parse_address
from idp.settings import Settings
from idp.storage import Transaction

_WORTH_SENDING_SECONDS = 3 * DAY


class AdministratorNotices:
    """Writes to the one address that an administrator has."""

    def __init__(
        self, *, administrators: Administrators, clock: Clock, outbox: Outbox, settings: Settings
    ) -> None:
        self._administrators = administrators
        self._clock = clock
        self._outbox = outbox
        self._pages = settings.pages

    def authenticator_changed(
        self, tx: Transaction, holder_id: str, change: AuthenticatorChange
    ) -> None:
        """Notify the administrator of `change`; do nothing when they were deleted."""
        administrator = self._administrators.find(tx, holder_id)
        if administrator is None:
            return
        self._outbox.put(
            tx,
            Message(
                kind="authenticator",
                recipient=parse_address(administrator.address).normal,
                locale=administrator.locale,
                values={
                    "service": f"{self._pages.name} (administration)",
                    "support": self._pages.support_address,
                    "realm": Realm.ADMINISTRATOR.value,
                    "change": change.value,
                },
            ),
            expires_at=self._clock.seconds() + _WORTH_SENDING_SECONDS,
        )
