"""Messages that tell a person what changed in the account, at every address it has.

They go out with the change, in its transaction, so that no journey can forget one.
"""

from collections.abc import Iterable

from idp.accounts import table
from idp.accounts.sealed_address import open_address
from idp.authenticators import Change, Realm
from idp.clock import DAY, Clock
from idp.ids import AccountId
from idp.keys.vault import Vault
from idp.mail import Outbox
from idp.settings import Settings
from idp.spelling.address import Address
from idp.spelling.dates import day, time_of_day
from idp.storage import Transaction

_WORTH_SENDING_SECONDS = 3 * DAY


class Notices:
    """Messages to the owner of an account."""

    def __init__(self, *, vault: Vault, clock: Clock, outbox: Outbox, settings: Settings) -> None:
        self._vault = vault
        self._clock = clock
        self._outbox = outbox
        self._service = settings.pages.name
        self._support = settings.pages.support_address

    def account_created(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that the account exists."""
        self._tell(tx, account_id, "account_created", {})

    def password_changed(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that there is a new password."""
        self._tell(tx, account_id, "password_changed", {})

    def address_added(self, tx: Transaction, account_id: AccountId, address: Address) -> None:
        """Tell that `address` now belongs to the account."""
        self._tell(tx, account_id, "address_added", {"address": address.written})

    def accounts_merged(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell, at the addresses of both, that two accounts are one from now on."""
        self._tell(tx, account_id, "accounts_merged", {})

    def merge_invited(self, tx: Transaction, account_id: AccountId, uri: str) -> None:
        """Tell where the owner of two accounts can make them one."""
        self._tell(tx, account_id, "merge_invited", {"uri": uri})

    def reset_invited(self, tx: Transaction, account_id: AccountId, uri: str) -> None:
        """Tell where to choose a new password; what opens the account is not in it."""
        self._tell(tx, account_id, "reset_invited", {"uri": uri})

    def way_added(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that an identity at another provider opens the account from now on."""
        self._tell(tx, account_id, "way_added", {})

    def way_removed(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that an identity at another provider no longer opens the account."""
        self._tell(tx, account_id, "way_removed", {})

    def authenticator_changed(self, tx: Transaction, holder_id: str, change: Change) -> None:
        """Tell what became of a passkey, the authenticator app or its recovery codes."""
        values = {"change": change.value, "realm": Realm.ACCOUNT.value}
        self._tell(tx, AccountId(holder_id), "authenticator", values)

    def address_removed(self, tx: Transaction, account_id: AccountId, address: Address) -> None:
        """Tell, at the removed address too, that it no longer belongs to the account."""
        self._tell(tx, account_id, "address_removed", {"address": address.written}, (address,))

    def account_closed(
        self, tx: Transaction, account_id: AccountId, erase_at: int, *, unused: bool
    ) -> None:
        """Tell that the account is closed, and why, and until when it can be opened again."""
        kind = "account_unused" if unused else "account_closed"
        self._tell(tx, account_id, kind, {}, at=erase_at)

    def account_reopened(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that the account is open again."""
        self._tell(tx, account_id, "account_reopened", {})

    def data_exported(self, tx: Transaction, account_id: AccountId) -> None:
        """Tell that everything that is kept of the account was downloaded."""
        self._tell(tx, account_id, "data_exported", {})

    def new_browser(self, tx: Transaction, account_id: AccountId, device: str) -> None:
        """Tell of a sign-in in a browser that was never used for this account, in few words."""
        self._tell(tx, account_id, "new_browser", {"device": device}, at=self._clock.seconds())

    def _tell(
        self,
        tx: Transaction,
        account_id: AccountId,
        kind: str,
        values: dict[str, str],
        also: Iterable[Address] = (),
        *,
        at: int | None = None,
    ) -> None:
        """Write to each address; `at`, in seconds, is told as `day` and `time`."""
        account = tx.row(table.FIND_LOCALE_TO_TELL, account_id=account_id)
        if account is None:
            return
        rows = tx.rows(table.LIST_ADDRESSES, account_id=account_id)
        said = {"service": self._service, "support": self._support, **values}
        if at is not None:
            said |= {"day": day(at, account[0]), "time": time_of_day(at, account[0])}
        addresses = [open_address(self._vault, row[1]) for row in rows]
        for address in (*addresses, *also):
            self._outbox.put(
                tx,
                kind=kind,
                recipient=address.normal,
                locale=account[0],
                values=said,
                expires_at=self._clock.seconds() + _WORTH_SENDING_SECONDS,
            )
