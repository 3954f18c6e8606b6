"""Messages to administrators: an invitation; changes of their passkeys, app or recovery codes.

They are queued in the transaction of the change, so that no page or command can forget one.
"""

from collections.abc import Mapping

from idp.administrators.administrators import Administrators
from idp.administrators.model import Administrator, AdministratorId
from idp.authenticators import AuthenticatorChange, Realm
from idp.clock import DAY, Clock
from idp.errors import PersonError, Refused
from idp.mail import Message, Outbox
from idp.mail.recipients import check_can_be_written_to
from idp.normalisation.address import parse_address
from idp.normalisation.dates import moment
from idp.settings import Settings
from idp.storage import Transaction

INVITATION_MESSAGE = "administrator_invited"
"""The kind of message of an invitation."""
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
        self._mail = settings.mail

    def invited(
        self,
        tx: Transaction,
        administrator_id: AdministratorId,
        *,
        uri: str,
        by: AdministratorId | None,
        expires_at: int,
    ) -> None:
        """Send the one-time address `uri`, in the name of `by` (None: of the service).

        Raises Refused when the mail server could not be given the administrator's address.
        """
        administrator = self._administrators.get(tx, administrator_id)
        inviter = None if by is None else self._administrators.find(tx, by)
        values = {
            "uri": uri,
            "inviter": inviter.name if inviter else "",
            "until": moment(expires_at, administrator.locale),
        }
        try:
            check_can_be_written_to(parse_address(administrator.address), self._mail)
            self._put(tx, administrator, INVITATION_MESSAGE, values, expires_at=expires_at)
        except (PersonError, ValueError) as error:
            raise Refused("administrators.address", field="address") from error

    def authenticator_changed(
        self, tx: Transaction, holder_id: str, change: AuthenticatorChange
    ) -> None:
        """Notify the administrator of `change`; do nothing when they were deleted."""
        administrator = self._administrators.find(tx, holder_id)
        if administrator is None:
            return
        values = {"realm": Realm.ADMINISTRATOR.value, "change": change.value}
        expires_at = self._clock.seconds() + _WORTH_SENDING_SECONDS
        self._put(tx, administrator, "authenticator", values, expires_at=expires_at)

    def _put(
        self,
        tx: Transaction,
        administrator: Administrator,
        kind: str,
        values: Mapping[str, str],
        *,
        expires_at: int,
    ) -> None:
        message = Message(
            kind=kind,
            recipient=parse_address(administrator.address).normal,
            locale=administrator.locale,
            values={
                "service": f"{self._pages.name} (administration)",
                "support": self._pages.support_address,
                **values,
            },
        )
        self._outbox.put(tx, message, expires_at=expires_at)
